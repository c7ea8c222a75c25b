//! Rows and columns of the data files a report read, for telling what changed in one.

use crate::results::{FileColumn, Record, Shape};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Read;
use std::path::Path;

/// Adds rows and columns to every file of a record that is a table and still holds what was read; paths begin
/// in `folder`.
pub fn describe_files(record: &mut Record, folder: &Path) {
    for file in &mut record.inputs {
        let separator = match file.path.trim_end_matches(".gz").rsplit('.').next() {
            Some("csv") => b',',
            Some("tsv" | "tab") => b'\t',
            _ => continue,
        };
        let Ok(bytes) = fs::read(folder.join(&file.path)) else { continue };
        let sum: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        if sum == file.sha256 {
            file.table = shape(&bytes, separator);
        }
    }
}

fn shape(bytes: &[u8], separator: u8) -> Option<Shape> {
    let mut plain = Vec::new();
    let text = if bytes.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(bytes).read_to_end(&mut plain).ok()?;
        plain.as_slice()
    } else {
        bytes
    };
    let mut records = records(text, separator).into_iter();
    let names = records.next()?;
    let mut sums: Vec<Sha256> = names.iter().map(|_| Sha256::new()).collect();
    let mut rows = 0;
    for record in records {
        rows += 1;
        for (sum, cell) in sums.iter_mut().zip(&record) {
            sum.update(cell);
            sum.update(b"\n");
        }
    }
    let half = |sum: Sha256| sum.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    let columns = names
        .into_iter()
        .zip(sums)
        .map(|(name, sum)| FileColumn {
            name: String::from_utf8_lossy(&name).into_owned(),
            sha256: half(sum),
        })
        .collect();
    Some(Shape { rows, columns })
}

/// The cells of each line, quotes removed (RFC 4180); empty lines are none.
fn records(text: &[u8], separator: u8) -> Vec<Vec<Vec<u8>>> {
    let mut records = Vec::new();
    let (mut record, mut cell, mut quoted) = (Vec::new(), Vec::new(), false);
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        at += 1;
        match byte {
            b'"' if quoted && text.get(at) == Some(&b'"') => {
                cell.push(b'"');
                at += 1;
            }
            b'"' => quoted = !quoted,
            b'\r' if !quoted && text.get(at) == Some(&b'\n') => {}
            b'\n' if !quoted => {
                if !(record.is_empty() && cell.is_empty()) {
                    record.push(std::mem::take(&mut cell));
                    records.push(std::mem::take(&mut record));
                }
            }
            _ if byte == separator && !quoted => record.push(std::mem::take(&mut cell)),
            _ => cell.push(byte),
        }
    }
    if !(record.is_empty() && cell.is_empty()) {
        record.push(cell);
        records.push(record);
    }
    records
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn a_changed_column_is_known_by_its_sum() {
        let a = shape(b"x,y\n1,\"a,b\"\n2,c\n", b',').expect("it is a table");
        let b = shape(b"x,y\r\n1,\"a,b\"\r\n3,c\r\n", b',').expect("it is a table");
        assert_eq!((a.rows, a.columns.len()), (2, 2));
        assert_ne!(a.columns[0].sha256, b.columns[0].sha256);
        assert_eq!(a.columns[1], b.columns[1]);
    }
}
