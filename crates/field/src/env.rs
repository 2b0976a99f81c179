//! What the field core is given from outside: time and ids.

use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::ids::{IdSource, SystemIds};

/// Time and ids, passed to everything that needs them.
#[derive(Clone)]
pub struct Env {
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
}

impl Env {
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        Self { clock, ids }
    }

    /// The real device.
    #[must_use]
    pub fn system() -> Self {
        let ids = SystemIds;
        let boot = ids.uuid().simple().to_string()[20..].to_owned();
        Self::new(Arc::new(SystemClock::new(boot)), Arc::new(ids))
    }
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Env")
    }
}
