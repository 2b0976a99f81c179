//! What the bridge is told on its command line, and why it may refuse to start.

use std::io;
use std::path::PathBuf;

const USAGE: &str = "usage: zoufang-bridge [--port N] [--ui FOLDER]";
const PORT: &str = "ZOUFANG_BRIDGE_PORT";

/// Where to serve and what.
#[derive(Debug)]
pub struct BridgeOptions {
    /// Loopback port; 0 takes a free one.
    pub port: u16,
    /// The built field app.
    pub ui: PathBuf,
}

impl BridgeOptions {
    /// Reads the arguments; the port may also come from `ZOUFANG_BRIDGE_PORT`, else a free one is taken.
    ///
    /// # Errors
    /// An argument is unknown or is no port number.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, BridgeError> {
        let mut options = Self {
            port: match std::env::var(PORT) {
                Ok(port) => port_of(&port)?,
                Err(_) => 0,
            },
            ui: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/field/dist")),
        };
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            let value = arguments.next();
            match (name.as_str(), value) {
                ("--port", Some(port)) => options.port = port_of(&port)?,
                ("--ui", Some(folder)) => options.ui = PathBuf::from(folder),
                _ => return Err(BridgeError::Usage { given: name }),
            }
        }
        Ok(options)
    }

    /// The folder with the built screens.
    ///
    /// # Errors
    /// There is no `index.html` in it: the user interface was not built.
    pub(crate) fn built_ui(&self) -> Result<PathBuf, BridgeError> {
        if self.ui.join("index.html").is_file() {
            Ok(self.ui.clone())
        } else {
            Err(BridgeError::NotBuilt { folder: self.ui.clone() })
        }
    }
}

fn port_of(text: &str) -> Result<u16, BridgeError> {
    text.parse().map_err(|_| BridgeError::Usage { given: text.to_owned() })
}

/// Why the bridge does not serve.
#[derive(Debug, thiserror::Error)]
pub enum BridgeError {
    /// Not understood.
    #[error("`{given}` is not understood; {USAGE}")]
    Usage {
        /// What was given.
        given: String,
    },
    /// No screens to show.
    #[error("no index.html in {}; build the screens first: npm run build:field in ui/", folder.display())]
    NotBuilt {
        /// Where they were looked for.
        folder: PathBuf,
    },
    /// Another program listens there.
    #[error(
        "cannot listen on loopback port {port}: {source}; choose another with --port or 0 for a free one"
    )]
    PortTaken {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The app itself could not be built.
    #[error("the app could not be built: {0}")]
    App(#[from] tauri::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<BridgeOptions, BridgeError> {
        BridgeOptions::read(arguments.iter().map(|a| (*a).to_owned()))
    }

    #[test]
    fn a_port_and_a_folder_can_be_given() {
        let options = read(&["--port", "4123", "--ui", "elsewhere"]).unwrap();
        assert_eq!((options.port, options.ui), (4123, PathBuf::from("elsewhere")));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (wrong, named) in
            [(&["--prot", "1"][..], "--prot"), (&["--port"], "--port"), (&["--port", "x"], "`x`")]
        {
            let message = read(wrong).unwrap_err().to_string();
            assert!(message.contains(named), "{message}");
            assert!(message.contains("usage"), "{message}");
        }
    }
}
