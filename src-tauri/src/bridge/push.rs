//! What the core says unasked, events and channel messages, sent to every open page as server-sent events.
//! A message lost here looks like a sync that never ends.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tauri::ipc::InvokeResponseBody;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The pages that listen.
#[derive(Default)]
pub(crate) struct Pages {
    open: Mutex<Vec<UnboundedSender<Value>>>,
}

impl Pages {
    /// A new page: everything told from now on reaches it.
    pub(crate) fn join(&self) -> UnboundedReceiver<Value> {
        let (to_page, from_core) = unbounded_channel();
        self.open.lock().unwrap_or_else(PoisonError::into_inner).push(to_page);
        from_core
    }

    /// Runs the page's callback with `data`. Callback ids are random per page, so only its owner has it.
    pub(crate) fn tell(&self, callback: u32, data: Value) {
        let message = json!({ "callback": callback, "data": data });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|page| page.send(message.clone()).is_ok());
    }

    /// One message of a channel, numbered as the page's `Channel` expects.
    pub(crate) fn tell_channel(&self, callback: u32, index: usize, body: &InvokeResponseBody) {
        let message = match body {
            InvokeResponseBody::Json(json) => serde_json::from_str(json).unwrap_or(Value::Null),
            InvokeResponseBody::Raw(bytes) => json!({ "__raw": bytes }),
        };
        self.tell(callback, json!({ "index": index, "message": message }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_page_hears_and_a_closed_one_is_forgotten() {
        let pages = Pages::default();
        let mut first = pages.join();
        drop(pages.join());
        pages.tell_channel(7, 0, &InvokeResponseBody::Json("{\"sent\":3}".into()));
        assert_eq!(
            first.try_recv().unwrap(),
            json!({ "callback": 7, "data": { "index": 0, "message": { "sent": 3 } } })
        );
        assert_eq!(pages.open.lock().unwrap().len(), 1);
    }
}
