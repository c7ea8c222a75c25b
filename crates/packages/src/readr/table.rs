//! Fields of delimited text.

use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::Failure;
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
        return Err(Failure::new(format!(
            "'{path}' does not exist in current working directory ('{folder}')."
        ))
        .into());
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
    let mut records = Records::new(rest, dialect);
    let mut table = Table { header: None, columns: Vec::new(), ragged: false };
    let mut rows = 0;
    let mut first = true;
    while let Some(record) = records.next_record()? {
        if first {
            first = false;
            table.columns = vec![Vec::new(); record.len()];
            if dialect.header {
                table.header = Some(record);
                continue;
            }
        }
        if dialect.limit.is_some_and(|limit| rows >= limit) {
            break;
        }
        let width = table.columns.len();
        table.ragged |= record.len() != width;
        let mut fields = record.into_iter();
        for column in table.columns.iter_mut() {
            column.push(fields.next().unwrap_or_default());
        }
        // Fields beyond the last column are read as part of it, as vroom does.
        if let Some(last) = table.columns.last_mut().and_then(|c| c.last_mut()) {
            last.extend(fields);
        }
        rows += 1;
    }
    Ok(table)
}

/// The records of a text, one after the other.
struct Records<'a> {
    reader: csv_core::Reader,
    input: &'a [u8],
    fields: Vec<u8>,
    ends: Vec<usize>,
    trim: bool,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, dialect: &Dialect) -> Self {
        let mut builder = csv_core::ReaderBuilder::new();
        builder.delimiter(dialect.delimiter).comment(dialect.comment);
        match dialect.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        if dialect.escape_backslash {
            builder.escape(Some(b'\\'));
        }
        // A record is never longer than the text.
        Self {
            reader: builder.build(),
            input: text.as_bytes(),
            fields: vec![0; text.len() + 1],
            ends: vec![0; 64],
            trim: dialect.trim,
        }
    }

    fn next_record(&mut self) -> Eval<Option<Vec<String>>> {
        let (mut written, mut count) = (0, 0);
        loop {
            let (result, read, wrote, ended) =
                self.reader.read_record(self.input, &mut self.fields[written..], &mut self.ends[count..]);
            self.input = &self.input[read..];
            written += wrote;
            count += ended;
            match result {
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::OutputFull => return fail("a record is longer than its text"),
                csv_core::ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                csv_core::ReadRecordResult::End => return Ok(None),
                csv_core::ReadRecordResult::Record => break,
            }
        }
        let mut start = 0;
        let mut record = Vec::with_capacity(count);
        for &end in &self.ends[..count] {
            let text = String::from_utf8_lossy(&self.fields[start..end]);
            let text = if self.trim { text.trim_matches([' ', '\t']) } else { &text };
            record.push(text.to_string());
            start = end;
        }
        Ok(Some(record))
    }
}
