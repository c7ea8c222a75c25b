//! Errors, warnings and messages with bullets: `abort()`, `warn()`, `inform()`.

use raglan_engine::eval::{Args, Builtin, Eval, Session, Signal, builtin, fail};
use raglan_engine::value::{Value, as_character, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "abort(message = NULL, class = NULL, ..., call = NULL, body = NULL, footer = NULL, trace = NULL, \
         parent = NULL, use_cli_format = NULL, .inherit = TRUE, .internal = FALSE, .file = NULL, .frame = NULL)",
        abort,
    ),
    builtin(
        "warn(message = NULL, class = NULL, ..., body = NULL, footer = NULL, parent = NULL, \
         use_cli_format = NULL, .inherit = NULL, .frequency = c(\"always\", \"regularly\", \"once\"), \
         .frequency_id = NULL, .subclass = NULL)",
        warn,
    ),
    builtin(
        "inform(message = NULL, class = NULL, ..., body = NULL, footer = NULL, parent = NULL, \
         use_cli_format = NULL, .inherit = NULL, .file = NULL, .frequency = c(\"always\", \"regularly\", \"once\"), \
         .frequency_id = NULL, .subclass = NULL)",
        inform,
    ),
    builtin("format_error_bullets(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::string(&bullets(&x)?))
    }),
    builtin("cnd_message(cnd, ..., inherit = TRUE, prefix = FALSE)", |a| {
        a.refuse_unless_default(&["inherit", "prefix"])?;
        Ok(Value::string(&raglan_engine::eval::condition_message(&a.value("cnd")?)))
    }),
];

/// A message of several lines: unnamed ones as they are, `i`, `x`, `!`, `*`, `v` with their bullets.
pub fn bullets(message: &Value) -> Eval<String> {
    let texts = as_character(message)?;
    let names = message.names();
    let mut lines = Vec::with_capacity(texts.len());
    for (i, text) in texts.iter().enumerate() {
        let text = text.unwrap_or("NA");
        let mark = match names.as_ref().and_then(|n| n.get(i)).unwrap_or("") {
            "i" => "ℹ ",
            "x" => "✖ ",
            "v" => "✔ ",
            "!" => "! ",
            "*" => "• ",
            ">" => "→ ",
            " " => "  ",
            "" if i > 0 => "• ",
            _ => "",
        };
        // Only fully named vectors have bullets on every line.
        let mark = if names.is_none() && i > 0 { "• " } else { mark };
        lines.push(format!("{mark}{text}"));
    }
    Ok(lines.join("\n"))
}

/// A condition object as rlang makes it.
pub fn condition(message: &str, call: Option<Value>, class: &[&str]) -> Value {
    raglan_engine::eval::condition(message, call, class)
}

/// An error of the tidyverse, as from a call of `verb`.
pub fn error(session: &mut Session, verb: &str, message: &str) -> Box<Signal> {
    let call = if verb.is_empty() { None } else { Some(Value::call(verb, [])) };
    let condition = condition(message, call, &["rlang_error", "error"]);
    session.raise_condition(condition)
}

/// What caused an error or warning, as the last lines of the one it is wrapped in.
pub fn caused_by(kind: &str, cause: &Value) -> String {
    let message = raglan_engine::eval::condition_message(cause);
    let place = match raglan_engine::eval::condition_call(cause) {
        Some(Value::Language(call)) => match call.name() {
            Some(name) if shows_as_call(name.as_str()) => format!(" in `{name}()`"),
            Some(name) if name.as_str().chars().all(|c| !c.is_alphanumeric()) && name != known::BRACE => {
                format!(" in `{}`", raglan_engine::value::deparse_line(&Value::Language(call)))
            }
            _ => String::new(),
        },
        _ => String::new(),
    };
    let mark = if starts_with_bullet(&message) { "" } else { "! " };
    format!("Caused by {kind}{place}:\n{mark}{message}")
}

fn shows_as_call(name: &str) -> bool {
    raglan_engine::value::is_syntactic(name) && name != "FUN"
}

/// Whether a message brings its own mark.
pub fn starts_with_bullet(message: &str) -> bool {
    ["ℹ ", "✖ ", "! ", "• ", "Caused by "].iter().any(|m| message.starts_with(m))
}

struct Parts {
    message: String,
    class: Vec<String>,
    fields: Vec<(String, Value)>,
}

fn parts(args: &mut Args) -> Eval<Parts> {
    let mut message = match args.optional("message")? {
        Some(message) => bullets(&message)?,
        None => String::new(),
    };
    for extra in ["body", "footer"] {
        if let Some(more) = args.optional(extra)? {
            message.push('\n');
            message.push_str(&bullets(&more)?);
        }
    }
    let class = match args.optional("class")? {
        Some(class) => as_character(&class)?.iter().flatten().map(str::to_string).collect(),
        None => Vec::new(),
    };
    let mut fields = Vec::new();
    for argument in args.dots()? {
        match argument.name {
            Some(name) => fields.push((name.as_str().to_string(), argument.value)),
            None => return fail("Conditions must have named data fields"),
        }
    }
    Ok(Parts { message, class, fields })
}

fn build(parts: &Parts, call: Option<Value>, last: &[&str]) -> Value {
    let class: Vec<&str> = parts.class.iter().map(String::as_str).chain(last.iter().copied()).collect();
    let base = condition(&parts.message, call, &class);
    let class = base.attribute(known::CLASS).unwrap_or_default();
    let mut items = vec![
        ("message".to_string(), Value::string(&parts.message)),
        ("call".to_string(), base.part("call").unwrap_or_default()),
    ];
    items.extend(parts.fields.iter().cloned());
    Value::named_list(items).with_attribute(known::CLASS, class)
}

fn abort(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["use_cli_format", ".inherit", ".file"])?;
    let mut parts = parts(args)?;
    let call = match args.optional("call")? {
        Some(Value::Environment(frame)) => args.session.call_of(&frame),
        Some(call @ Value::Language(_)) => Some(call),
        Some(other) => {
            return fail(format!(
                "`call` must be a call or environment, not a {}",
                raglan_engine::value::type_name(&other)
            ));
        }
        None if args.is_missing("call") => args.session.call_of(args.env),
        None => None,
    };
    if let Some(parent) = args.optional("parent")?
        && parent.has_class("condition")
    {
        let cause = caused_by("error", &parent);
        parts.message = if parts.message.is_empty() { cause } else { format!("{}\n{cause}", parts.message) };
    }
    let condition = build(&parts, call, &["rlang_error", "error"]);
    Err(args.session.raise_condition(condition))
}

/// Which warnings and messages were shown already when they are to be shown once.
#[derive(Default)]
pub struct Shown(std::collections::BTreeSet<String>);

impl Shown {
    /// Whether this is the first time.
    pub fn first_time(&mut self, id: &str) -> bool {
        self.0.insert(id.to_string())
    }
}

/// Whether `.frequency` lets it be shown again.
fn due(args: &mut Args) -> Eval<bool> {
    if args.choice(".frequency")? == "always" {
        return Ok(true);
    }
    let Some(id) = args.optional(".frequency_id")? else {
        return fail("`.frequency_id` must be supplied with `.frequency`");
    };
    let id = as_character(&id)?.get(0).unwrap_or("").to_string();
    Ok(args.session.state::<Shown>().first_time(&id))
}

fn warn(args: &mut Args) -> Eval {
    if !due(args)? {
        return args.invisible(Value::Null);
    }
    let parts = parts(args)?;
    let condition = build(&parts, None, &["rlang_warning", "warning"]);
    args.session.warn_condition(condition)?;
    args.invisible(Value::Null)
}

fn inform(args: &mut Args) -> Eval {
    if !due(args)? {
        return args.invisible(Value::Null);
    }
    let mut parts = parts(args)?;
    parts.message.push('\n');
    let condition = build(&parts, None, &["rlang_message", "message"]);
    args.session.message_condition(condition)?;
    args.invisible(Value::Null)
}

/// Warns once per session that something is deprecated, with the lines that say so.
pub fn deprecated(session: &mut Session, id: &str, message: &str) -> Eval<()> {
    if !session.state::<Shown>().first_time(id) {
        return Ok(());
    }
    let footer = "This warning is displayed once every 8 hours.\nCall `lifecycle::last_lifecycle_warnings()` to \
                  see where this warning was generated.";
    let condition = condition(
        &format!("{message}\n{footer}"),
        None,
        &["lifecycle_warning_deprecated", "rlang_warning", "warning"],
    );
    session.warn_condition(condition)
}
