//! The data folder seen from the command line: opening it, and the addresses that earlier commands were given.

use std::path::Path;

use super::Data;
use crate::tls::CA_FILE;
use crate::{Config, Office};

/// Addresses of this office, one a line.
const ADDRESSES: &str = "addresses.txt";

/// Addresses given now, or else those kept from before.
pub fn addresses(data: &Data) -> std::io::Result<Vec<String>> {
    let kept = data.data.join(ADDRESSES);
    if data.public_url.is_empty() {
        let text = std::fs::read_to_string(kept).unwrap_or_default();
        return Ok(text.lines().map(str::to_owned).collect());
    }
    if let Some(bad) = data.public_url.iter().find(|url| !zoufang_wire::enrol::is_allowed(url)) {
        let why = format!("{bad} is not https, and plain http is allowed on this machine only");
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, why));
    }
    std::fs::create_dir_all(&data.data)?;
    std::fs::write(kept, data.public_url.join("\n"))?;
    Ok(data.public_url.clone())
}

/// Settings for a command that makes enrolment texts.
pub fn config(data: &Data) -> std::io::Result<Config> {
    let mut config = Config::default();
    let known = addresses(data)?;
    if !known.is_empty() {
        config.public_urls = known;
    }
    if config.public_urls.iter().any(|url| url.starts_with("https:")) {
        // Enrolment texts may be made before the first start: the fingerprint must be there already.
        let authority = crate::tls::Authority::open(&data.data).map_err(std::io::Error::other)?;
        config.ca_fingerprint = Some(authority.fingerprint());
    } else if data.data.join(CA_FILE).exists() {
        let ca = std::fs::read(data.data.join(CA_FILE))?;
        config.ca_fingerprint = Some(zoufang_wire::Digest::of(&[&ca]));
    }
    Ok(config)
}

/// An office that must be there already; a mistyped folder must not found a new one.
pub fn existing(data: &Data) -> Result<Office, Box<dyn std::error::Error>> {
    if !is_office(&data.data) {
        return Err(format!("there is no office in {}", data.data.display()).into());
    }
    Ok(Office::open(&data.data, config(data)?)?)
}

fn is_office(folder: &Path) -> bool {
    folder.join(crate::office::DATABASE).is_file()
}
