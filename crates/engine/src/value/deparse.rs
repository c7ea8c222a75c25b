//! Code as text: [`deparse`] breaks lines as R does, [`deparse_line`] gives one line.

use super::{Argument, Call, NA_INTEGER, Strings, Symbol, Value, double_to_string, is_na, known};

/// Whether a name can stand in code without backticks.
pub fn is_syntactic(name: &str) -> bool {
    const RESERVED: &[&str] = &[
        "if",
        "else",
        "repeat",
        "while",
        "function",
        "for",
        "next",
        "break",
        "TRUE",
        "FALSE",
        "NULL",
        "Inf",
        "NaN",
        "NA",
        "NA_integer_",
        "NA_real_",
        "NA_character_",
        "NA_complex_",
        "in",
    ];
    let mut chars = name.chars();
    let starts = match chars.next() {
        Some('.') => !chars.clone().next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphabetic(),
        None => false,
    };
    starts && chars.all(|c| c.is_alphanumeric() || c == '.' || c == '_') && !RESERVED.contains(&name)
}

/// A value as one line of R code; blocks in braces still have their own lines.
pub fn deparse_line(value: &Value) -> String {
    deparse(value, usize::MAX).join("\n")
}

/// A value as lines of R code, broken where R breaks them once a line is longer than `cutoff` bytes.
pub fn deparse(value: &Value, cutoff: usize) -> Vec<String> {
    let mut writer = Writer { lines: Vec::new(), line: String::new(), indent: 0, cutoff, start: true };
    writer.value(value);
    writer.end_line();
    writer.lines
}

fn symbol(s: Symbol) -> String {
    let name = s.as_str();
    if is_syntactic(name) || name == "..." || name.is_empty() { name.into() } else { format!("`{name}`") }
}

/// A string in quotes, with escapes.
pub fn quote_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => out.push_str(&format!("\\{:03o}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Writes code, remembering how long the line has become.
struct Writer {
    lines: Vec<String>,
    line: String,
    indent: usize,
    cutoff: usize,
    start: bool,
}

impl Writer {
    fn put(&mut self, text: &str) {
        if self.start {
            self.start = false;
            let tabs = if self.indent <= 4 { self.indent * 4 } else { 16 + (self.indent - 4) * 2 };
            self.line.push_str(&" ".repeat(tabs));
        }
        self.line.push_str(text);
    }

    fn new_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.start = true;
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() || self.lines.is_empty() {
            self.new_line();
        }
    }

    /// Breaks the line when it is too long; the first break of a list indents what follows.
    fn break_line(&mut self, broken: &mut bool) {
        if self.line.len() > self.cutoff {
            if !*broken {
                *broken = true;
                self.indent += 1;
            }
            self.new_line();
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.put("NULL"),
            Value::Missing => {}
            Value::Symbol(s) => self.put(&symbol(*s)),
            Value::Language(call) => self.call(call),
            Value::Promise(p) => self.value(&p.expression()),
            Value::Closure(f) => self.closure(f),
            Value::Primitive(p) => self.put(&format!(".Primitive(\"{}\")", p.name)),
            Value::Environment(_) => self.put("<environment>"),
            Value::Dots(_) => self.put("..."),
            Value::Object(_) => self.put("<S4 object of class>"),
            Value::External(_) => self.put("<pointer: 0x0>"),
            vector => self.vector(vector),
        }
    }

    fn closure(&mut self, f: &super::Closure) {
        if let Some(source) = &f.source {
            let lines: Vec<&str> = source.lines().collect();
            for (i, line) in lines.iter().enumerate() {
                if i > 0 {
                    self.new_line();
                    self.start = false;
                }
                self.put(line);
            }
            return;
        }
        self.put("function (");
        for (i, formal) in f.formals.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.put(&symbol(formal.name));
            if !matches!(formal.default, Value::Missing) {
                self.put(" = ");
                self.value(&formal.default);
            }
        }
        self.put(") ");
        if self.cutoff != usize::MAX {
            self.new_line();
        }
        self.value(&f.body);
    }

    fn arguments(&mut self, all: &[Argument]) {
        let mut broken = false;
        for (i, argument) in all.iter().enumerate() {
            if i > 0 {
                self.put(", ");
                self.break_line(&mut broken);
            }
            if let Some(name) = argument.name {
                self.put(&symbol(name));
                self.put(" = ");
            }
            self.value(&argument.value);
        }
        if broken {
            self.indent -= 1;
        }
    }

    fn wrapped(&mut self, value: &Value, parentheses: bool) {
        if parentheses {
            self.put("(");
        }
        self.value(value);
        if parentheses {
            self.put(")");
        }
    }

    fn call(&mut self, call: &Call) {
        let args = &call.arguments;
        let Some(name) = call.name() else {
            let function = matches!(&call.function, Value::Language(c) if c.calls(known::FUNCTION));
            self.wrapped(&call.function, function || matches!(call.function, Value::Closure(_)));
            self.put("(");
            self.arguments(args);
            self.put(")");
            return;
        };
        let unnamed = args.iter().all(|a| a.name.is_none());
        if self.control(call, name) {
            return;
        }
        match (name.as_str(), args.as_slice()) {
            ("(", [x]) => self.wrapped(&x.value, true),
            ("[" | "[[", [x, rest @ ..]) => {
                let double = name == known::BRACKET2;
                self.wrapped(&x.value, looser(&x.value, 17, true));
                self.put(if double { "[[" } else { "[" });
                self.arguments(rest);
                self.put(if double { "]]" } else { "]" });
            }
            (operator, [a, b]) if unnamed && precedence(operator).is_some() => {
                self.binary(operator, &a.value, &b.value)
            }
            ("-" | "+", [x]) if unnamed => {
                self.put(name.as_str());
                self.wrapped(&x.value, looser(&x.value, 14, true));
            }
            ("!" | "~" | "?", [x]) if unnamed => {
                self.put(name.as_str());
                let level = if name == known::NOT { 8 } else { 5 };
                self.wrapped(&x.value, looser(&x.value, level, true));
            }
            _ => {
                self.put(&symbol(name));
                self.put("(");
                self.arguments(args);
                self.put(")");
            }
        }
    }

    fn binary(&mut self, operator: &str, a: &Value, b: &Value) {
        let (level, right) = precedence(operator).unwrap_or((0, false));
        self.wrapped(a, looser(a, if right { level + 1 } else { level }, true));
        let tight = matches!(operator, "$" | "@" | "::" | ":::" | ":" | "^" | "/" | "%%" | "%/%");
        if tight {
            self.put(operator);
            self.wrapped(b, looser(b, level, right));
            return;
        }
        self.put(&format!(" {operator} "));
        let mut broken = false;
        if !matches!(operator, "<-" | "<<-" | "=" | ":=") {
            self.break_line(&mut broken);
        }
        self.wrapped(b, looser(b, level, right));
        if broken {
            self.indent -= 1;
        }
    }

    /// Writes control flow, blocks and functions; whether the call was one.
    fn control(&mut self, call: &Call, name: Symbol) -> bool {
        let value = |i: usize| call.arguments.get(i).map_or(&Value::Null, |a| &a.value);
        match (name.as_str(), call.arguments.len()) {
            ("{", _) => {
                self.put("{");
                self.new_line();
                self.indent += 1;
                for argument in &call.arguments {
                    self.value(&argument.value);
                    self.new_line();
                }
                self.indent -= 1;
                self.put("}");
            }
            ("if", 2 | 3) => {
                self.put("if (");
                self.value(value(0));
                self.put(") ");
                self.value(value(1));
                if call.arguments.len() == 3 {
                    let block = matches!(value(1), Value::Language(c) if c.calls(known::BRACE));
                    if block && self.indent > 0 {
                        self.new_line();
                        self.put("else ");
                    } else {
                        self.put(" else ");
                    }
                    self.value(value(2));
                }
            }
            ("for", 3) => {
                self.put("for (");
                self.value(value(0));
                self.put(" in ");
                self.value(value(1));
                self.put(") ");
                self.value(value(2));
            }
            ("while", 2) => {
                self.put("while (");
                self.value(value(0));
                self.put(") ");
                self.value(value(1));
            }
            ("repeat", 1) => {
                self.put("repeat ");
                self.value(value(0));
            }
            ("break" | "next", 0) => self.put(name.as_str()),
            ("function", 2..) => {
                self.put("function(");
                let names = value(0).names();
                for (i, default) in super::as_list(value(0)).iter().enumerate() {
                    if i > 0 {
                        self.put(", ");
                    }
                    self.put(names.as_ref().and_then(|n| n.get(i)).unwrap_or_default());
                    if !matches!(default, Value::Missing) {
                        self.put(" = ");
                        self.value(default);
                    }
                }
                self.put(") ");
                self.value(value(1));
            }
            _ => return false,
        }
        true
    }

    fn vector(&mut self, value: &Value) {
        let others: Vec<_> = value.attributes().iter().filter(|(n, _)| *n != known::NAMES).collect();
        let names = value.names().filter(|_| value.attributes().get(known::NAMES).is_some());
        if !others.is_empty() {
            self.put("structure(");
        }
        self.elements(value, names.as_ref());
        for (name, attribute) in &others {
            self.put(", ");
            self.put(&symbol(*name));
            self.put(" = ");
            self.value(attribute);
        }
        if !others.is_empty() {
            self.put(")");
        }
    }

    fn elements(&mut self, value: &Value, names: Option<&Strings>) {
        let n = value.len();
        if let Value::Integer(v) = value
            && n > 1
            && names.is_none()
            && v.data[0] != NA_INTEGER
            && v.data.windows(2).all(|w| w[1] == w[0].wrapping_add(1))
        {
            self.put(&format!("{}:{}", v.data[0], v.data[n - 1]));
            return;
        }
        let list = matches!(value, Value::List(_) | Value::Expression(_));
        let empty = match value {
            Value::Logical(_) => "logical(0)",
            Value::Integer(_) => "integer(0)",
            Value::Double(_) => "numeric(0)",
            Value::Complex(_) => "complex(0)",
            Value::Raw(_) => "raw(0)",
            _ => "character(0)",
        };
        if n == 0 && !list {
            self.put(empty);
            return;
        }
        let parts = elements(value);
        let wrap = list || n > 1 || names.is_some();
        match value {
            Value::List(_) => self.put("list("),
            Value::Expression(_) => self.put("expression("),
            Value::Raw(_) if wrap => self.put("as.raw(c("),
            Value::Raw(_) => self.put("as.raw("),
            _ if wrap => self.put("c("),
            _ => {}
        }
        let items = if list { super::as_list(value) } else { Default::default() };
        let untyped = !list && parts.iter().all(|p| p == "NA") && !matches!(value, Value::Logical(_));
        let mut broken = false;
        for i in 0..n {
            if i > 0 {
                self.put(", ");
            }
            self.break_line(&mut broken);
            match names.and_then(|n| n.get(i)).unwrap_or("") {
                "" => {}
                name if is_syntactic(name) => self.put(&format!("{name} = ")),
                name => self.put(&format!("`{name}` = ")),
            }
            match items.get(i) {
                Some(item) => self.value(item),
                None if untyped => self.put(typed_na(value)),
                None => self.put(&parts[i]),
            }
        }
        if broken {
            self.indent -= 1;
        }
        match value {
            Value::Raw(_) if wrap => self.put("))"),
            Value::Raw(_) => self.put(")"),
            _ if wrap => self.put(")"),
            _ => {}
        }
    }
}

fn elements(value: &Value) -> Vec<String> {
    match value {
        Value::Logical(v) => {
            v.data.iter().map(|x| x.map_or("NA", |b| if b { "TRUE" } else { "FALSE" }).to_string()).collect()
        }
        Value::Integer(v) => {
            v.data.iter().map(|&x| if x == NA_INTEGER { "NA".into() } else { format!("{x}L") }).collect()
        }
        Value::Double(v) => {
            v.data.iter().map(|&x| if is_na(x) { "NA".into() } else { double_to_string(x) }).collect()
        }
        Value::Complex(v) => v
            .data
            .iter()
            .map(|x| {
                format!(
                    "{}{}{}i",
                    double_to_string(x.re),
                    if x.im < 0.0 { "" } else { "+" },
                    double_to_string(x.im)
                )
            })
            .collect(),
        Value::Character(v) => v.data.iter().map(|s| s.map_or("NA".into(), quote_string)).collect(),
        Value::Raw(v) => v.data.iter().map(|x| format!("0x{x:02x}")).collect(),
        _ => Vec::new(),
    }
}

fn typed_na(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "NA_integer_",
        Value::Double(_) => "NA_real_",
        Value::Complex(_) => "NA_complex_",
        Value::Character(_) => "NA_character_",
        _ => "NA",
    }
}

/// How tightly a binary operator binds; unary minus is 14.
fn precedence(name: &str) -> Option<(u8, bool)> {
    Some(match name {
        "?" => (1, false),
        "<-" | "<<-" | ":=" => (4, true),
        "=" => (3, true),
        "~" => (5, false),
        "||" | "|" => (6, false),
        "&&" | "&" => (7, false),
        "==" | "!=" | "<" | ">" | "<=" | ">=" => (9, false),
        "+" | "-" => (10, false),
        "*" | "/" => (11, false),
        ":" => (13, false),
        "^" => (15, true),
        "$" | "@" => (17, false),
        "::" | ":::" => (18, false),
        n if n.starts_with('%') && n.ends_with('%') && n.len() > 1 => (12, false),
        _ => return None,
    })
}

/// Whether an operand binds looser than the operator around it and needs parentheses.
fn looser(value: &Value, level: u8, left: bool) -> bool {
    let Value::Language(call) = value else { return false };
    let unary = call.arguments.len() == 1;
    let inner = match call.name().map(Symbol::as_str) {
        Some("!") if unary => 8,
        Some("-" | "+") if unary => 14,
        Some("~") if unary => 5,
        Some(name) => match precedence(name) {
            Some((inner, _)) if call.arguments.len() == 2 => inner,
            _ => return false,
        },
        None => return false,
    };
    inner < level || (inner == level && !left && !unary && level != 15 && level != 4)
}
