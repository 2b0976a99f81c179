//! What is wrong with a campaign's templates, with the place.

/// One fault: file, template, column, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {template}: {column}: {problem}; {remedy}")]
pub struct TemplateFault {
    pub file: &'static str,
    pub template: String,
    /// Header of the column; empty when the template as a whole is meant.
    pub column: String,
    pub problem: String,
    pub remedy: String,
}
