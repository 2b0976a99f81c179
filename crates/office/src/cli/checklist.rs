//! `checklist eval`, `lint` and `publish`: the one evaluator of phone and office, on the command line.

use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};

use zoufang_domain::checklist::{Checklist, eval_vector_line};

use super::{Data, Done, data};
use crate::audit::By;

pub fn lint(path: &Path) -> Done {
    let checklist = load(path)?;
    println!("{}: {} items, no fault", path.display(), checklist.items.len());
    Ok(())
}

pub fn publish(at: &Data, path: &Path) -> Done {
    let checklist = load(path)?;
    data::existing(at)?.publish(&checklist, &By::command_line()).map_err(|error| error.in_english())?;
    println!("{}: version {} is published", path.display(), checklist.version());
    Ok(())
}

pub fn eval(path: &Path) -> Done {
    let checklist = load(path)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in (1..).zip(std::io::stdin().lock().lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let result = eval_vector_line(&checklist, &line).map_err(|e| format!("line {number}: {e}"))?;
        serde_json::to_writer(&mut out, &result)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// A folder as in `checklists/`, or the one document that travels to devices.
fn load(path: &Path) -> Result<Checklist, Box<dyn std::error::Error>> {
    if path.is_file() {
        return Ok(Checklist::from_document(&std::fs::read_to_string(path)?)?);
    }
    let mut files = Vec::new();
    for folder in [path.to_path_buf(), path.join("items")] {
        for found in read_folder(&folder)? {
            let text = std::fs::read_to_string(&found)?;
            let name = found.strip_prefix(path).unwrap_or(&found).to_string_lossy().replace('\\', "/");
            files.push((name, text));
        }
    }
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(Checklist::from_files(files)?)
}

fn read_folder(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
        .collect();
    found.sort();
    Ok(found)
}
