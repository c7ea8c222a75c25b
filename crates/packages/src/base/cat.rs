//! `cat()`, `writeLines()` to the output, `message()`-free.

use super::print::Style;
use raglan_engine::eval::{Args, Builtin, Eval, Event, builtin, fail};
use raglan_engine::value::format::{complex_to_string, display_width, real_to_string};
use raglan_engine::value::{Value, type_name};

pub(super) const FUNCTIONS: &[Builtin] =
    &[builtin("cat(..., file = \"\", sep = \" \", fill = FALSE, labels = NULL, append = FALSE)", cat)];

/// Elements as `cat()` shows them; the error is the type it cannot handle.
fn elements(value: &Value, style: &Style) -> Result<Vec<String>, &'static str> {
    Ok(match value {
        Value::Null => Vec::new(),
        Value::Logical(v) => {
            v.data.iter().map(|x| x.map_or("NA", |b| if b { "TRUE" } else { "FALSE" }).to_string()).collect()
        }
        Value::Double(v) => v
            .data
            .iter()
            .map(|&x| {
                let text = real_to_string(x, style.digits.min(15), style.scipen);
                if style.decimal == "." { text } else { text.replace('.', &style.decimal) }
            })
            .collect(),
        Value::Complex(v) => {
            v.data.iter().map(|z| complex_to_string((z.re, z.im), style.digits, style.scipen)).collect()
        }
        Value::Integer(_) | Value::Raw(_) | Value::Character(_) | Value::Symbol(_) => {
            let bare = value.clone().stripped();
            match raglan_engine::value::as_character(&bare) {
                Ok(texts) => texts.iter().map(|t| t.unwrap_or("NA").to_string()).collect(),
                Err(_) => return Err(type_name(value)),
            }
        }
        Value::List(v) => {
            let mut out = Vec::new();
            for item in v.data.iter() {
                if item.len() != 1
                    || matches!(item, Value::List(_))
                    || !(item.is_atomic() || matches!(item, Value::Symbol(_)))
                {
                    return Err("list");
                }
                out.extend(elements(item, style)?);
            }
            out
        }
        _ => return Err(type_name(value)),
    })
}

/// Text in lines no longer than a width, each begun with a label.
struct Filled {
    text: String,
    width: usize,
    limit: Option<usize>,
    labels: Vec<String>,
    line: usize,
}

impl Filled {
    fn label(&mut self) {
        if !self.labels.is_empty() && self.limit.is_some() {
            let label = &self.labels[self.line % self.labels.len()];
            self.text.push_str(label);
            self.text.push(' ');
            self.width += display_width(label) + 1;
            self.line += 1;
        }
    }

    /// A new line when an item of this width does not fit.
    fn fit(&mut self, width: usize) {
        if self.limit.is_some_and(|limit| self.width + width > limit) && self.width > 0 {
            self.text.push('\n');
            self.width = 0;
            self.label();
        }
    }
}

fn cat(args: &mut Args) -> Eval {
    let Value::Character(sep) = args.value("sep")? else {
        return fail("invalid 'sep' specification");
    };
    let seps: Vec<String> = sep.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect();
    let seps = if seps.is_empty() { vec![String::new()] } else { seps };
    let mut style = Style::of(args.session);
    // Unlike print(), cat() never shows more than seven digits unless the option says so.
    style.quote = false;
    let limit = match args.value("fill")? {
        Value::Logical(v) => match v.data.first() {
            Some(Some(true)) => Some(style.width),
            _ => None,
        },
        _ => Some(args.count("fill")?).filter(|w| *w > 0),
    };
    let labels = match args.optional("labels")? {
        Some(_) => args.strings("labels")?.iter().map(|s| s.unwrap_or("NA").to_string()).collect(),
        None => Vec::new(),
    };
    let mut out = Filled { text: String::new(), width: 0, limit, labels, line: 0 };
    let mut written = 0;
    let mut problem = None;
    out.label();
    let start = out.width;
    for (i, argument) in args.dots()?.iter().enumerate() {
        if matches!(argument.value, Value::Null) {
            continue;
        }
        let texts = match elements(&argument.value, &style) {
            Ok(texts) => texts,
            Err(kind) => {
                problem = Some(format!("argument {} (type '{kind}') cannot be handled by 'cat'", i + 1));
                break;
            }
        };
        let sep = |k: usize| seps[k % seps.len()].as_str();
        if i > 0 {
            out.text.push_str(sep(written.max(1) - 1));
        }
        for (k, text) in texts.iter().enumerate() {
            if k > 0 {
                out.text.push_str(sep(written - 1));
            }
            let width = display_width(text) + display_width(sep(written));
            if out.width > start || written > 0 {
                out.fit(width);
            }
            out.text.push_str(text);
            out.width += width;
            written += 1;
        }
    }
    if limit.is_some() && out.width > 0 {
        out.text.push('\n');
    }
    let text = std::mem::take(&mut out.text);
    let append = args.flag("append")?;
    let file = args.value("file")?;
    write_to(args, &file, &text, append)?;
    match problem {
        Some(message) => fail(message),
        None => args.invisible(Value::Null),
    }
}

/// Writes text to the output, a connection or a file.
pub(crate) fn write_to(args: &mut Args, file: &Value, text: &str, append: bool) -> Eval<()> {
    match file {
        Value::Character(v) if v.data.len() == 1 => {
            let path = v.data.get(0).unwrap_or("NA").to_string();
            if path.is_empty() {
                args.session.write(text);
                return Ok(());
            }
            if path.starts_with('|') || path.contains("://") {
                return fail(format!("writing to '{path}' is not implemented"));
            }
            let mut content = if append && args.session.host.look(&path).is_some() {
                args.session.host.read(&path)?
            } else {
                Vec::new()
            };
            content.extend_from_slice(text.as_bytes());
            args.session.host.write(&path, &content)?;
            Ok(())
        }
        Value::Integer(v) if v.data.first() == Some(&1) => {
            args.session.write(text);
            Ok(())
        }
        Value::Integer(v) if v.data.first() == Some(&2) => {
            args.session.output.show(Event::Message(text.to_string()));
            Ok(())
        }
        Value::Integer(v) if file.has_class("connection") => {
            let id = v.data.first().copied().unwrap_or(-1);
            super::connections::write(args.session, id, text)
        }
        _ => fail("invalid connection"),
    }
}
