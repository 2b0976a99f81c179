//! A list as a CSV file that Excel and WPS open rightly: UTF-8 with BOM, and no cell that they would calculate.

use axum::response::Response;

use super::download::attachment;

/// The file as a download.
pub fn download<const N: usize>(
    name: &str,
    head: [&str; N],
    lines: impl Iterator<Item = [String; N]>,
) -> Response {
    let mut text = String::from('\u{feff}');
    push(&mut text, &head.map(str::to_owned));
    lines.for_each(|line| push(&mut text, &line));
    attachment(name, "text/csv; charset=utf-8", text)
}

fn push(text: &mut String, cells: &[String]) {
    let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&quoted.join(","));
    text.push_str("\r\n");
}

/// A leading `=`, `+`, `-`, `@` would make the cell a formula.
fn quoted(cell: &str) -> String {
    let tick = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{tick}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_a_formula_and_quotes_stay_inside_their_cell() {
        assert_eq!(quoted("=cmd|'/c calc'!A1"), "\"'=cmd|'/c calc'!A1\"");
        assert_eq!(quoted("张三,\"小三\"\n"), "\"张三,\"\"小三\"\"\n\"");
    }
}
