//! Paragraphs broken into lines, description lists.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::format::{Align, display_width, pad};
use raglan_engine::value::{Strings, Value, known};

/// How paragraphs are broken.
pub(crate) struct Wrapping {
    /// Lines are shorter than this.
    pub width: usize,
    /// Blanks before the first line of a paragraph.
    pub indent: usize,
    /// Blanks before its other lines.
    pub exdent: usize,
    /// Before every line.
    pub prefix: String,
    /// Before the very first line.
    pub initial: String,
}

impl Wrapping {
    /// The lines of a text; paragraphs are divided by empty lines.
    pub(crate) fn lines(&self, text: &str, first: bool) -> Vec<String> {
        let mut out = Vec::new();
        for paragraph in paragraphs(text) {
            self.paragraph(&paragraph, &mut out);
        }
        let mark = |i: usize| if i == 0 && first { &self.initial } else { &self.prefix };
        out.into_iter().enumerate().map(|(i, line)| format!("{}{line}", mark(i))).collect()
    }

    fn paragraph(&self, text: &str, out: &mut Vec<String>) {
        let pieces: Vec<&str> = text.split([' ', '\t', '\n', '\r']).collect();
        let words: Vec<usize> = (0..pieces.len()).filter(|&i| !pieces[i].is_empty()).collect();
        if words.is_empty() {
            out.push(String::new());
            return;
        }
        let mut line = " ".repeat(self.indent);
        let mut used = self.indent;
        let mut empty = true;
        let mut blanks = 0;
        for at in words {
            let word = pieces[at];
            let width = display_width(word);
            if !empty && used + blanks + width >= self.width {
                out.push(std::mem::take(&mut line));
                line = " ".repeat(self.exdent);
                used = self.exdent;
                empty = true;
            }
            if !empty {
                line.push_str(&" ".repeat(blanks));
                used += blanks;
            }
            line.push_str(word);
            used += width;
            empty = false;
            // A sentence that ends with two blanks keeps them.
            let apart = pieces.get(at + 1).is_some_and(|next| next.is_empty());
            let closed = word.trim_end_matches([')', '"', '\'']);
            let sentence = closed.ends_with(['.', '?', '!']) && !word.ends_with(')')
                || word.ends_with([')', '"', '\'']) && closed.ends_with(['.', '?', '!']);
            blanks = if sentence && apart { 2 } else { 1 };
        }
        out.push(line);
    }
}

/// Texts between lines that are empty or blank.
fn paragraphs(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut breaking = false;
    for (i, line) in text.split('\n').enumerate() {
        if line.trim_matches([' ', '\t']).is_empty() && i > 0 {
            breaking = true;
            continue;
        }
        if breaking {
            out.push(String::new());
            breaking = false;
        }
        if let Some(last) = out.last_mut() {
            if !last.is_empty() {
                last.push('\n');
            }
            last.push_str(line);
        }
    }
    out
}

pub(super) fn strwrap(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let texts = super::texts_of(args, &value)?;
    let width = args.number("width")?;
    if width.is_nan() {
        return fail("invalid 'width' argument");
    }
    let wrapping = Wrapping {
        width: (width.max(2.0)).ceil() as usize,
        indent: args.count("indent")?,
        exdent: args.count("exdent")?,
        prefix: args.string("prefix")?,
        initial: args.string("initial")?,
    };
    let simplify = args.flag("simplify")?;
    let mut all = Vec::new();
    let mut list = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        let lines = wrapping.lines(text.unwrap_or("NA"), i == 0);
        if simplify {
            all.extend(lines);
        } else {
            list.push(Value::strings(lines));
        }
    }
    if simplify {
        return Ok(Value::strings(all));
    }
    let out = Value::list(list);
    Ok(match value.attributes().get(known::NAMES) {
        Some(names) => out.with_attribute(known::NAMES, names.clone()),
        None => out,
    })
}

pub(super) fn format_dl(args: &mut Args) -> Eval {
    let (terms, texts): (Strings, Strings) = match args.optional("y")? {
        Some(_) => (args.strings("x")?, args.strings("y")?),
        None => {
            let value = args.value("x")?;
            let Value::List(list) = &value else { return fail("incorrect value for 'x'") };
            if list.data.len() != 2 {
                return fail("incorrect value for 'x'");
            }
            (
                raglan_engine::value::as_character(&list.data[0])?,
                raglan_engine::value::as_character(&list.data[1])?,
            )
        }
    };
    if terms.len() != texts.len() {
        return fail("'x' and 'y' must have the same length");
    }
    let width = args.number("width")?;
    let style = args.choice("style")?;
    let indent = match args.optional("indent")? {
        Some(_) => args.count("indent")?,
        None if style == "table" => (width / 3.0) as usize,
        None => (width / 9.0) as usize,
    };
    if indent as f64 > 0.5 * width {
        return fail("incorrect values of 'indent' and 'width'");
    }
    let wrapping = Wrapping {
        width: (width - indent as f64).ceil() as usize,
        indent: 0,
        exdent: 0,
        prefix: String::new(),
        initial: String::new(),
    };
    let blank = " ".repeat(indent);
    let mut out = Vec::new();
    for i in 0..terms.len() {
        let (term, text) = (terms.get(i).unwrap_or("NA"), texts.get(i).unwrap_or("NA"));
        let body = if style == "table" {
            let lines = wrapping.lines(text, true).join(&format!("\n{blank}"));
            if display_width(term) + 1 > indent.saturating_sub(2) {
                format!("{term}\n{blank}{lines}")
            } else {
                format!("{}{lines}", pad(term, indent, Align::Left))
            }
        } else {
            let whole = format!("{term}: {text}");
            let wrapping = Wrapping {
                width: width.ceil() as usize,
                exdent: indent,
                ..Wrapping { prefix: String::new(), initial: String::new(), ..wrapping }
            };
            wrapping.lines(&whole, true).join("\n")
        };
        out.push(body);
    }
    Ok(Value::strings(out))
}
