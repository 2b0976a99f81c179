//! How much goes into one request: halves when the link or the office cannot take it, grows when it can (rule 5).

use zoufang_wire::Caps;

/// Largest time that applying one page of rows may hold the writer, in milliseconds (design, section 4: 250).
const PAGE_BUDGET_MS: u64 = 120;

/// Current sizes and their upper limits.
#[derive(Debug, Clone, Copy)]
pub struct Batch {
    /// Operations per request.
    pub ops: u32,
    /// Rows per answer.
    pub rows: u32,
    /// Bytes of operations per request; a single operation may be larger.
    pub bytes: u64,
    max_ops: u32,
    max_rows: u32,
}

impl Default for Batch {
    fn default() -> Self {
        Self { ops: 25, rows: 500, bytes: 256 * 1024, max_ops: 100, max_rows: 2_000 }
    }
}

impl Batch {
    /// Keeps within what the office allows.
    pub fn limit(&mut self, caps: &Caps) {
        self.max_ops = caps.max_ops.max(1);
        self.max_rows = caps.max_rows.max(1);
        // A tenth is left for frame, cursor and what the coding adds.
        self.bytes = (caps.max_decompressed.min(caps.max_body) / 10 * 9).clamp(1, 1024 * 1024);
        self.ops = self.ops.clamp(1, self.max_ops);
        self.rows = self.rows.clamp(1, self.max_rows);
    }

    pub fn halve_ops(&mut self) {
        self.ops = (self.ops / 2).max(1);
    }

    pub fn halve_rows(&mut self) {
        self.rows = (self.rows / 2).max(16).min(self.max_rows);
    }

    pub fn grow_ops(&mut self) {
        self.ops = self.ops.saturating_mul(2).min(self.max_ops);
    }

    /// Fits the page to the time that the last one took to store.
    pub fn fit_rows(&mut self, rows: u32, took_ms: u64) {
        if took_ms > PAGE_BUDGET_MS {
            self.halve_rows();
        } else if rows >= self.rows && took_ms < PAGE_BUDGET_MS / 3 {
            self.rows = self.rows.saturating_mul(2).min(self.max_rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_shrinks_down_to_one_operation_and_grows_back() {
        let mut batch = Batch::default();
        for _ in 0..9 {
            batch.halve_ops();
        }
        assert_eq!(batch.ops, 1);
        for _ in 0..9 {
            batch.grow_ops();
        }
        assert_eq!(batch.ops, 100);
    }

    #[test]
    fn pages_that_hold_the_writer_too_long_become_smaller() {
        let mut batch = Batch::default();
        batch.fit_rows(500, 400);
        assert_eq!(batch.rows, 250);
        batch.fit_rows(250, 5);
        assert_eq!(batch.rows, 500);
        batch.fit_rows(100, 5);
        assert_eq!(batch.rows, 500, "a page that was not full says nothing");
    }
}
