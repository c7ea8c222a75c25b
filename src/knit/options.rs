//! Chunk options: evaluated, checked, with knitr's defaults.

use super::values;
use crate::document::{Chunk, OptionValue};
use crate::packages::knitr;
use crate::text::{Diagnostic, Span, nearest};
use crate::value::{Value, as_logical};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Options that may be set, with what is done about them.
const KNOWN: &[&str] = &[
    "echo",
    "eval",
    "include",
    "results",
    "message",
    "warning",
    "error",
    "collapse",
    "comment",
    "strip.white",
    "tidy",
    "highlight",
    "prompt",
    "purl",
    "cache",
    "cache.path",
    "cache.vars",
    "cache.globals",
    "cache.lazy",
    "cache.comments",
    "cache.rebuild",
    "dependson",
    "autodep",
    "fig.width",
    "fig.height",
    "fig.dim",
    "fig.asp",
    "fig.cap",
    "fig.alt",
    "fig.align",
    "fig.show",
    "fig.keep",
    "fig.path",
    "fig.pos",
    "fig.env",
    "fig.scap",
    "fig.subcap",
    "fig.ncol",
    "fig.sep",
    "fig.ext",
    "fig.lp",
    "fig.link",
    "fig.process",
    "fig.showtext",
    "fig.topcaption",
    "fig.id",
    "out.width",
    "out.height",
    "out.extra",
    "dpi",
    "dev",
    "dev.args",
    "fig.retina",
    "size",
    "background",
    "split",
    "class.source",
    "class.output",
    "class.message",
    "class.warning",
    "class.error",
    "class.plot",
    "class.chunk",
    "attr.source",
    "attr.output",
    "attr.message",
    "attr.warning",
    "attr.error",
    "attr.plot",
    "attr.chunk",
    "label",
    "engine",
    "ref.label",
    "child",
    "code",
    "file",
    "opts.label",
    "R.options",
    "interval",
    "aniopts",
    "render",
    "screenshot.force",
    "sanitize",
    "cols.print",
    "rows.print",
    "max.print",
    "df.print",
    "code_folding",
    "code-fold",
    "paged.print",
    "layout",
];

/// The options of one chunk.
pub struct Options {
    values: BTreeMap<String, Value>,
    given: Map<String, Json>,
}

impl Options {
    /// Evaluates a chunk's options over the defaults the report set.
    pub fn read(
        runner: &mut super::Runner,
        chunk: &Chunk,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut warnings = Vec::new();
        let mut values = runner.session.state::<knitr::Defaults>().values.clone();
        let mut faults = Vec::new();
        for option in &chunk.options {
            let name = option.name.replace('-', ".");
            if !KNOWN.contains(&name.as_str()) && !KNOWN.contains(&option.name.as_str()) {
                let message = format!("unknown chunk option '{}'", option.name);
                match nearest(&name, KNOWN.iter().copied()) {
                    Some(close) => faults.push(
                        Diagnostic::error(option.span, message).hint(format!("did you mean '{close}'?")),
                    ),
                    None => warnings.push(Diagnostic::warning(option.span, message)),
                }
                continue;
            }
            match option_value(runner, &option.value) {
                Ok(value) => {
                    values.insert(name, value);
                }
                Err((span, message)) => faults.push(Diagnostic::error(span, message)),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let given = values.iter().map(|(k, v)| (k.clone(), values::json(v))).collect();
        let options = Self { values, given };
        options.refuse(chunk.header)?;
        Ok((options, warnings))
    }

    /// Options whose effect is not there are refused by name.
    fn refuse(&self, span: Span) -> Result<(), Vec<Diagnostic>> {
        let mut faults = Vec::new();
        for name in
            ["ref.label", "child", "code", "file", "opts.label", "fig.process", "R.options", "fig.subcap"]
        {
            if self.values.get(name).is_some_and(|v| !matches!(v, Value::Null)) {
                faults.push(Diagnostic::error(span, format!("the chunk option '{name}' is not implemented")));
            }
        }
        for name in ["tidy", "prompt"] {
            if self.flag(name, false) {
                faults.push(Diagnostic::error(
                    span,
                    format!("the chunk option '{name}=TRUE' is not implemented"),
                ));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The options that were set, for the record.
    pub fn given(&self) -> Map<String, Json> {
        self.given.clone()
    }

    /// An option that is on or off.
    pub fn flag(&self, name: &str, default: bool) -> bool {
        match self.values.get(name) {
            None => default,
            Some(value) => {
                as_logical(value).ok().and_then(|v| v.first().copied().flatten()).unwrap_or(default)
            }
        }
    }

    /// An option that is text.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name) {
            Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
            _ => None,
        }
    }

    /// An option that is text for each figure, recycled.
    pub fn text_of(&self, name: &str, at: usize) -> Option<String> {
        match self.values.get(name) {
            Some(Value::Character(v)) if !v.data.is_empty() => {
                v.data.get(at % v.data.len()).map(str::to_string)
            }
            _ => None,
        }
    }

    /// An option that is a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        let value = self.values.get(name)?;
        crate::value::as_double(value, &mut Vec::new()).ok()?.first().copied().filter(|x| x.is_finite())
    }

    /// Which of `n` pieces an option such as `echo = 2:3` or `echo = -1` selects.
    pub fn selection(&self, name: &str, n: usize) -> Vec<bool> {
        match self.values.get(name) {
            Some(value @ (Value::Integer(_) | Value::Double(_))) => {
                let mut out = vec![false; n];
                if let Ok(index) = crate::value::positions(value, n, None) {
                    for i in index.at {
                        if let Some(slot) = out.get_mut(i) {
                            *slot = true;
                        }
                    }
                }
                out
            }
            _ => vec![self.flag(name, true); n],
        }
    }

    /// What stands before every line of output; none when it is NA or empty.
    pub fn comment(&self) -> Option<String> {
        match self.values.get("comment") {
            None => Some("##".into()),
            Some(Value::Character(v)) => v.data.get(0).filter(|s| !s.is_empty()).map(str::to_string),
            Some(_) => None,
        }
    }

    /// Size of figures in inches.
    pub fn size(&self) -> (f64, f64) {
        let pair =
            |value: &Value| crate::value::as_double(value, &mut Vec::new()).ok().filter(|d| d.len() == 2);
        if let Some(d) = self.values.get("fig.dim").and_then(pair) {
            return (d[0], d[1]);
        }
        let width = self.number("fig.width").unwrap_or(7.0);
        let height = match self.number("fig.asp") {
            Some(aspect) => width * aspect,
            None => self.number("fig.height").unwrap_or(5.0),
        };
        (width, height)
    }
}

fn option_value(runner: &mut super::Runner, value: &OptionValue) -> Result<Value, (Span, String)> {
    match value {
        OptionValue::Yaml(yaml) => Ok(values::from_json(&yaml.to_json())),
        OptionValue::Code(code, span) => {
            let (nodes, faults) = crate::syntax::parse(code);
            if let Some(fault) = faults.first() {
                return Err((fault.span.shifted(span.start), fault.message.clone()));
            }
            let Some(node) = nodes.first() else { return Ok(Value::Null) };
            let expression = crate::value::lower(node, code);
            runner.session.run(&expression).map_err(|condition| (*span, super::words::error(&condition)))
        }
    }
}
