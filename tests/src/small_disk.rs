//! A disk that is really full: a small file system of our own where mounting is allowed, else the operating system's
//! limit on the size of files. One of the two always works, so that no test of full disks is ever skipped.
//!
//! A mounted disk needs root, or a user namespace in which the test runs itself again. The limit binds a whole
//! process and is told by a signal that ends programs; the test runs itself again with that signal ignored, alone.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How the test process was started: unset, `mounted` (in a namespace of its own) or `limited`.
const WAY: &str = "ZOUFANG_SMALL_DISK";

/// A folder on a disk that can be filled up and freed.
pub struct SmallDisk {
    folder: tempfile::TempDir,
    room: Room,
}

enum Room {
    /// A file system of a few megabytes.
    Mounted,
    /// Processes may write no byte to any file while the disk counts as full.
    Limited,
}

#[allow(clippy::unwrap_used, clippy::panic, reason = "tests cannot go on without it")]
impl SmallDisk {
    /// Runs `story` on a small disk: here, or in this very test run again where a disk can be had. `test` is the
    /// test's own name.
    ///
    /// # Panics
    /// When no disk can be had, and when the story fails.
    pub fn tell(test: &str, megabytes: u32, story: impl FnOnce(&Self)) {
        let way = std::env::var(WAY).ok();
        let folder = tempfile::tempdir().unwrap();
        if way.as_deref() == Some("limited") {
            return story(&Self { folder, room: Room::Limited });
        }
        if mount(folder.path(), megabytes) {
            return story(&Self { folder, room: Room::Mounted });
        }
        assert_eq!(way, None, "the namespace does not let us mount");
        let may_unshare = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none"])
            .arg(folder.path())
            .status()
            .is_ok_and(|status| status.success());
        if may_unshare {
            again(test, "mounted", "exec unshare --user --map-root-user --mount \"$0\" \"$@\"");
        } else {
            again(test, "limited", "trap '' XFSZ; exec \"$0\" \"$@\"");
        }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves no room. `pid` is the process that must feel it where only processes can be limited.
    ///
    /// # Panics
    /// When there still is room.
    pub fn fill(&self, pid: u32) {
        match self.room {
            Room::Mounted => {
                let mut filler = std::fs::File::create(self.filler()).unwrap();
                let mut size = 1 << 20;
                while size > 0 {
                    if std::io::Write::write_all(&mut filler, &vec![b'x'; size]).is_err() {
                        size /= 2;
                    }
                }
            }
            Room::Limited => limit(pid, "0"),
        }
    }

    /// Makes room again.
    ///
    /// # Panics
    /// When it cannot.
    pub fn free(&self, pid: u32) {
        match self.room {
            Room::Mounted => std::fs::remove_file(self.filler()).unwrap(),
            Room::Limited => limit(pid, "unlimited"),
        }
    }

    fn filler(&self) -> PathBuf {
        self.path().join("somebody-elses-films")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if matches!(self.room, Room::Mounted) {
            // Lazily, because a program that the story leaves behind may still hold a file.
            let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
        }
    }
}

fn mount(folder: &Path, megabytes: u32) -> bool {
    let size = format!("size={megabytes}m");
    let mut command = Command::new("mount");
    command.args(["-t", "tmpfs", "-o", &size, "none"]).arg(folder).stderr(std::process::Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Soft limit only, so that it can be lifted again without rights.
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
fn limit(pid: u32, size: &str) {
    let status = Command::new("prlimit")
        .args(["--pid", &pid.to_string(), &format!("--fsize={size}:unlimited")])
        .status()
        .unwrap();
    assert!(status.success(), "no way to a full disk: neither mount nor prlimit works here");
}

/// Runs this one test again, started as `start` says.
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
fn again(test: &str, way: &str, start: &str) {
    let output = Command::new("sh")
        .args(["-c", start])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(WAY, way)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{way}: {said}{complained}");
}
