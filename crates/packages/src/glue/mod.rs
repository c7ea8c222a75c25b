//! The glue package: text with R code in braces.

use raglan_engine::eval::{Args, Builtin, Eval, Package, builtin, fail, lazy, method};
use raglan_engine::value::{Environment, Strings, Symbol, Value};

const FUNCTIONS: &[Builtin] = &[
    lazy(
        "glue(..., .sep = \"\", .envir = parent.frame(), .open = \"{\", .close = \"}\", .na = \"NA\", \
         .null = character(), .comment = character(), .literal = FALSE, .transformer = NULL, .trim = TRUE)",
        glue,
    ),
    lazy(
        "glue_data(.x, ..., .sep = \"\", .envir = parent.frame(), .open = \"{\", .close = \"}\", .na = \"NA\", \
         .null = character(), .comment = character(), .literal = FALSE, .transformer = NULL, .trim = TRUE)",
        glue_data,
    ),
    builtin("glue_collapse(x, sep = \"\", width = Inf, last = \"\")", collapse),
    builtin("trim(x)", |a| {
        let x = a.strings("x")?;
        Ok(Value::texts(x.iter().map(|s| s.map(trimmed))))
    }),
    builtin("as_glue(x, ...)", |a| Ok(marked(a.strings("x")?))),
    method("print.glue(x, ..., sep = \"\\n\")", print),
    method("as.character.glue(x, ...)", |a| Ok(Value::from(a.strings("x")?))),
];

/// The glue package.
pub const PACKAGE: Package = Package {
    name: "glue",
    version: "1.8.0",
    functions: &[FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

fn marked(text: Strings) -> Value {
    Value::from(text).with_class(&["glue", "character"])
}

fn glue(args: &mut Args) -> Eval {
    let settings = all_settings(args)?;
    let around = scope_of(args)?;
    fill(args, around, &settings)
}

fn glue_data(args: &mut Args) -> Eval {
    let settings = all_settings(args)?;
    fill_from_data(args, &settings)
}

/// `str_glue()`.
pub fn str_glue(args: &mut Args) -> Eval {
    let settings = Settings { trim: args.flag(".trim")?, ..Settings::default() };
    let around = scope_of(args)?;
    fill(args, around, &settings)
}

/// `str_glue_data()`.
pub fn str_glue_data(args: &mut Args) -> Eval {
    let missing = missing_text(args)?;
    fill_from_data(args, &Settings { missing, ..Settings::default() })
}

/// Columns and list elements are variables.
fn fill_from_data(args: &mut Args, settings: &Settings) -> Eval {
    let data = args.value(".x")?;
    let around = scope_of(args)?;
    let scope = match data {
        Value::Environment(e) => e,
        data => {
            let scope = Environment::new(&around);
            let names = data.names();
            for (i, item) in raglan_engine::value::as_list(&data).iter().enumerate() {
                if let Some(name) = names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()) {
                    scope.set(Symbol::new(name), item.clone());
                }
            }
            scope
        }
    };
    fill(args, scope, settings)
}

/// Where the code in braces is evaluated.
fn scope_of(args: &mut Args) -> Eval<Environment> {
    if args.is_missing(".envir") { Ok(args.env.clone()) } else { args.environment(".envir") }
}

/// Braces, what NA is shown as, whether lines are trimmed.
struct Settings {
    open: String,
    close: String,
    missing: Option<String>,
    trim: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { open: "{".into(), close: "}".into(), missing: Some("NA".into()), trim: true }
    }
}

fn missing_text(args: &mut Args) -> Eval<Option<String>> {
    Ok(match args.optional(".na")? {
        Some(_) => Some(args.string(".na")?),
        None => None,
    })
}

fn all_settings(args: &mut Args) -> Eval<Settings> {
    args.refuse_unless_default(&[".null", ".comment", ".literal", ".transformer"])?;
    Ok(Settings {
        open: args.string(".open")?,
        close: args.string(".close")?,
        missing: missing_text(args)?,
        trim: args.flag(".trim")?,
    })
}

fn fill(args: &mut Args, around: Environment, settings: &Settings) -> Eval {
    // The package's print method is there once its namespace is.
    args.session.namespace("glue")?;
    let sep = args.string(".sep")?;
    let scope = Environment::new(&around);
    let mut template = Vec::new();
    for argument in args.raw_dots().to_vec() {
        match argument.name {
            Some(name) => scope.set(name, argument.value),
            None => {
                let value = args.session.force(argument.value)?;
                let text = crate::base::strings::texts_of(args, &value)?;
                template.extend(text.iter().map(|s| s.unwrap_or("NA").to_string()));
            }
        }
    }
    let template = template.join(&sep);
    let template = if settings.trim { trimmed(&template) } else { template };
    let mut parts: Vec<Strings> = Vec::new();
    for piece in pieces(&template, settings)? {
        parts.push(match piece {
            Piece::Text(text) => [Some(text)].into_iter().collect(),
            Piece::Code(code) => evaluated(args, &code, &scope)?,
        });
    }
    joined(args, &parts, settings)
}

fn evaluated(args: &mut Args, code: &str, scope: &Environment) -> Eval<Strings> {
    let mut value = Value::Null;
    for expression in crate::base::parse_text(code)? {
        value = args.session.eval(&expression, scope)?;
    }
    if value.is_function() {
        value = args.apply(&value, Vec::new())?;
    }
    crate::base::strings::texts_of(args, &value)
}

fn joined(args: &mut Args, parts: &[Strings], settings: &Settings) -> Eval {
    if parts.iter().any(Strings::is_empty) {
        return Ok(marked(Vec::new().into()));
    }
    let n = parts.iter().map(Strings::len).max().unwrap_or(1);
    if parts.iter().any(|p| p.len() != 1 && p.len() != n) {
        let first = parts.iter().find(|p| p.len() != 1).map_or(0, Strings::len);
        let name = args.name();
        return fail(format!(
            "`{name}()` joins vectors of different lengths ({first} and {n}): variables must be size 1 or {n}"
        ));
    }
    let one = |i: usize| {
        let mut out = String::new();
        for part in parts {
            let text = part.get(if part.len() == 1 { 0 } else { i });
            out.push_str(text.or(settings.missing.as_deref())?);
        }
        Some(out)
    };
    Ok(marked((0..n).map(one).collect()))
}

/// Part of a template.
enum Piece {
    Text(String),
    Code(String),
}

/// A template cut at its braces; doubled ones stand for themselves.
fn pieces(template: &str, settings: &Settings) -> Eval<Vec<Piece>> {
    let (open, close) = (settings.open.as_str(), settings.close.as_str());
    let (open2, close2) = (open.repeat(2), close.repeat(2));
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut rest = template;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(open2.as_str()) {
            plain.push_str(open);
            rest = after;
        } else if let Some(after) = rest.strip_prefix(close2.as_str()) {
            plain.push_str(close);
            rest = after;
        } else if let Some(after) = rest.strip_prefix(open) {
            let Some(end) = code_end(after, open, close) else {
                return fail(format!("Expecting '{close}'"));
            };
            if !plain.is_empty() {
                out.push(Piece::Text(std::mem::take(&mut plain)));
            }
            out.push(Piece::Code(after[..end].to_string()));
            rest = &after[end + close.len()..];
        } else if let Some(c) = rest.chars().next() {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() || out.is_empty() {
        out.push(Piece::Text(plain));
    }
    Ok(out)
}

/// Where code ends, past braces and quoted text within it.
fn code_end(text: &str, open: &str, close: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote = None;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        if let Some(q) = quote {
            if c == '\\' {
                at += 1;
                at += text[at..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            if c == q {
                quote = None;
            }
        } else if rest.starts_with(close) {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        } else if rest.starts_with(open) {
            depth += 1;
        } else if matches!(c, '"' | '\'' | '`') {
            quote = Some(c);
        }
        at += c.len_utf8();
    }
    None
}

/// Without a first and last empty line, and without the indentation all lines share.
fn trimmed(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_string();
    }
    let mut lines: Vec<&str> = text.split('\n').collect();
    let first_is_empty = lines[0].trim().is_empty();
    if first_is_empty {
        lines.remove(0);
    }
    if lines.len() > 1 && lines.last().is_some_and(|l| l.trim().is_empty()) {
        lines.pop();
    }
    let indent = |l: &&str| l.len() - l.trim_start_matches([' ', '\t']).len();
    let counted = lines.iter().skip(usize::from(!first_is_empty));
    let least = counted.filter(|l| !l.trim().is_empty()).map(indent).min().unwrap_or(0);
    let cut = |l: &&str| l.get(least.min(indent(l))..).unwrap_or("").to_string();
    lines.iter().map(cut).collect::<Vec<_>>().join("\n")
}

fn collapse(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["width"])?;
    let x = args.strings("x")?;
    let (sep, last) = (args.string("sep")?, args.string("last")?);
    let Some(parts) = x.iter().collect::<Option<Vec<&str>>>() else {
        return Ok(marked([None::<&str>].into_iter().collect()));
    };
    let text = match parts.split_last() {
        None => return Ok(marked(Vec::new().into())),
        Some((end, rest)) if !last.is_empty() && !rest.is_empty() => {
            format!("{}{last}{end}", rest.join(&sep))
        }
        Some(_) => parts.join(&sep),
    };
    Ok(marked([Some(text)].into_iter().collect()))
}

fn print(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let x = args.value("x")?;
    let text = args.strings("x")?;
    let sep = args.string("sep")?;
    let lines: Vec<&str> = text.iter().map(|s| s.unwrap_or("NA")).collect();
    if !lines.is_empty() {
        args.session.write(&format!("{}\n", lines.join(&sep)));
    }
    args.invisible(x)
}
