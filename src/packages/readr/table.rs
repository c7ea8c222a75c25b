//! Fields of delimited text.

use crate::eval::{Eval, Session, fail};
use crate::value::Failure;
use std::io::Read;

/// Rows of fields.
pub struct Table {
    /// The fields of the header line, when there is one.
    pub header: Option<Vec<String>>,
    /// The fields column by column.
    pub columns: Vec<Vec<String>>,
    /// Rows with too few or too many fields.
    pub ragged: bool,
}

/// How text is split.
pub struct Dialect {
    /// Between fields.
    pub delimiter: u8,
    /// Around fields, if any.
    pub quote: Option<u8>,
    /// Whether a quote in a quoted field is written with a backslash.
    pub escape_backslash: bool,
    /// Begins a comment, if any.
    pub comment: Option<u8>,
    /// Whether blanks around fields are dropped.
    pub trim: bool,
    /// Lines to leave out at the top.
    pub skip: usize,
    /// Rows to read at most.
    pub limit: Option<usize>,
    /// Whether the first line holds names.
    pub header: bool,
}

/// The text of a file, decompressed when it is gzip.
pub fn text_of(session: &mut Session, path: &str) -> Eval<String> {
    if path.contains("://") {
        return fail("reading from a URL is not implemented");
    }
    if session.host.look(path).is_none() {
        let folder = session.host.folder();
        return Err(Failure::new(format!("'{path}' does not exist in current working directory ('{folder}').")).into());
    }
    let bytes = session.host.read(path)?;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut out = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice())
            .read_to_end(&mut out)
            .map_err(|e| Failure::new(format!("cannot read '{path}': {e}")))?;
        out
    } else {
        bytes
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or_else(|| bytes.clone(), <[u8]>::to_vec);
    Ok(String::from_utf8(bytes).unwrap_or_else(|e| e.into_bytes().iter().map(|&b| b as char).collect()))
}

/// Splits text into columns.
pub fn split(text: &str, dialect: &Dialect) -> Eval<Table> {
    let mut rest = text;
    for _ in 0..dialect.skip {
        rest = rest.split_once('\n').map_or("", |(_, after)| after);
    }
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(dialect.delimiter).has_headers(false).flexible(true).comment(dialect.comment);
    match dialect.quote {
        Some(quote) => {
            builder.quote(quote);
        }
        None => {
            builder.quoting(false);
        }
    }
    if dialect.escape_backslash {
        builder.escape(Some(b'\\'));
    }
    if dialect.trim {
        builder.trim(csv::Trim::All);
    }
    let mut reader = builder.from_reader(rest.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut table = Table { header: None, columns: Vec::new(), ragged: false };
    let mut rows = 0;
    let mut first = true;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) => return fail(format!("cannot read the text: {fault}")),
        }
        if first {
            first = false;
            table.columns = vec![Vec::new(); record.len()];
            if dialect.header {
                table.header = Some(record.iter().map(str::to_string).collect());
                continue;
            }
        }
        if dialect.limit.is_some_and(|limit| rows >= limit) {
            break;
        }
        let width = table.columns.len();
        table.ragged |= record.len() != width;
        for (k, column) in table.columns.iter_mut().enumerate() {
            // Fields beyond the last column are read as part of it, as vroom does.
            let mut field = record.get(k).unwrap_or_default().to_string();
            if k + 1 == width {
                field.extend(record.iter().skip(width));
            }
            column.push(field);
        }
        rows += 1;
    }
    Ok(table)
}
