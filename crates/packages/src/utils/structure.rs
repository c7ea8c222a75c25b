//! `str()`: what a value is made of, one line for each part.

use crate::base::print::environment_text;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, generic};
use raglan_engine::value::format::{
    Align, RealFormat, display_width, escape, format_real, pad, round_significant,
};
use raglan_engine::value::{
    Argument, Environment, NA_INTEGER, Strings, Symbol, Value, as_character, class_vector, deparse_line,
    known,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("str(object, ...)"),
    builtin(
        "str.default(object, max.level = NA, vec.len = 4, digits.d = 3, nchar.max = 128, give.attr = TRUE, \
         give.head = TRUE, give.length = TRUE, no.list = FALSE, width = getOption(\"width\"), nest.lev = 0, \
         indent.str = \" \", comp.str = \"$ \", list.len = 99, ...)",
        str_default,
    ),
];

/// What `str()` was asked for.
struct Shape {
    max_level: Option<usize>,
    vec_len: f64,
    given_len: bool,
    digits: i32,
    nchar_max: usize,
    attributes: bool,
    head: bool,
    lengths: bool,
    width: usize,
    component: String,
    list_len: usize,
}

fn str_default(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let level = args.number("max.level")?;
    let shape = Shape {
        max_level: (!level.is_nan()).then_some(level.max(0.0) as usize),
        vec_len: args.number("vec.len")?,
        given_len: !args.is_missing("vec.len"),
        digits: args.whole("digits.d")? as i32,
        nchar_max: args.count("nchar.max")?,
        attributes: args.flag("give.attr")?,
        head: args.flag("give.head")?,
        lengths: args.flag("give.length")?,
        width: args.count("width")?,
        component: args.string("comp.str")?,
        list_len: args.count("list.len")?,
    };
    let no_list = args.flag("no.list")?;
    let nest = args.count("nest.lev")?;
    let indent = args.string("indent.str")?;
    args.refuse_dots()?;
    let env = args.env.clone();
    let mut out = String::new();
    let mut walk = Walk { args, env: &env, shape: &shape, out: &mut out };
    walk.value(&object, nest, &indent, no_list)?;
    args.session.write(&out);
    args.invisible(Value::Null)
}

struct Walk<'a, 'b> {
    args: &'a mut Args<'b>,
    env: &'a Environment,
    shape: &'a Shape,
    out: &'a mut String,
}

impl Walk<'_, '_> {
    fn value(&mut self, x: &Value, nest: usize, indent: &str, no_list: bool) -> Eval<()> {
        match x {
            Value::Null => self.out.push_str(" NULL\n"),
            Value::Closure(_) | Value::Primitive(_) => {
                let formals = self.args.apply_named("args", vec![Argument::new(x.clone())])?;
                let head = deparse_line(&formals.stripped());
                let head = head.lines().next().unwrap_or("function ()").trim_end().to_string();
                let head = head.strip_suffix("NULL").unwrap_or(&head).trim_end().to_string();
                self.out.push_str(&format!("{head}  \n"));
            }
            Value::Environment(e) => {
                let text = environment_text(self.args.session, e);
                let class = x.class_attribute();
                match class {
                    Some(class) => {
                        let names: Vec<&str> = class.iter().map(|c| c.unwrap_or("NA")).collect();
                        let word = if names.len() > 1 { "Classes" } else { "Class" };
                        let list = names.iter().map(|n| format!("'{n}'")).collect::<Vec<_>>().join(", ");
                        self.out.push_str(&format!("{word} {list} {text} \n"));
                    }
                    None => self.out.push_str(&format!("{text} \n")),
                }
            }
            Value::Symbol(s) => self.out.push_str(&format!(" symbol {}\n", s.as_str())),
            Value::Language(_) => self.language(x, indent)?,
            Value::Expression(_) => self.out.push_str(&format!("  {}\n", deparse_line(x))),
            Value::List(_) => self.list(x, nest, indent, no_list)?,
            _ if x.is_factor() => self.factor(x, indent)?,
            _ if x.has_class("Date") || x.has_class("POSIXct") => self.moments(x)?,
            _ => self.atomic(x, nest, indent)?,
        }
        Ok(())
    }

    fn language(&mut self, x: &Value, indent: &str) -> Eval<()> {
        let text = deparse_line(&x.clone().with_attributes(Default::default()));
        let line = text.lines().next().unwrap_or_default().to_string();
        match x.class_attribute() {
            Some(class) => {
                let names: Vec<&str> = class.iter().map(|c| c.unwrap_or("NA")).collect();
                let word = if names.len() > 1 { "Classes" } else { "Class" };
                let list = names.iter().map(|n| format!("'{n}'")).collect::<Vec<_>>().join(", ");
                self.out.push_str(&format!("{word} {list}  language {line}\n"));
                self.attributes(x, &[known::CLASS], &format!("{indent} .."))
            }
            None => {
                self.out.push_str(&format!(" language {line}\n"));
                self.attributes(x, &[], indent)
            }
        }
    }

    fn list(&mut self, x: &Value, nest: usize, indent: &str, no_list: bool) -> Eval<()> {
        let Value::List(list) = x else { return Ok(()) };
        let n = list.data.len();
        let frame = x.is_data_frame();
        let mut own = vec![known::NAMES];
        if frame {
            let class = class_vector(x);
            let rows = match x.attributes().get(known::ROW_NAMES) {
                Some(Value::Integer(v)) if v.data.len() == 2 && v.data[0] == NA_INTEGER => {
                    v.data[1].unsigned_abs() as usize
                }
                Some(names) => names.len(),
                None => 0,
            };
            let word = match class.split_last() {
                Some((last, [])) => format!("'{last}'"),
                Some((last, rest)) => {
                    let rest: Vec<String> = rest.iter().map(|c| format!("\u{2018}{c}\u{2019}")).collect();
                    format!("Classes {} and '{last}'", rest.join(", "))
                }
                None => String::new(),
            };
            let variables = if n == 1 { "variable" } else { "variables" };
            let colon = if n == 0 { "" } else { ":" };
            self.out.push_str(&format!("{word}:\t{rows} obs. of  {n} {variables}{colon}\n"));
            own.extend([known::ROW_NAMES, known::CLASS]);
        } else if n == 0 {
            self.out.push_str(if x.names().is_some() { " Named list()\n" } else { " list()\n" });
        } else if !no_list {
            match x.dim() {
                Some(_) => {
                    own.push(known::DIM);
                    self.out.push_str(&format!("List of {n}\n"));
                }
                None => self.out.push_str(&format!("List of {n}\n")),
            }
        }
        if self.shape.max_level.is_none_or(|m| nest < m) {
            // The columns of a data frame are all as long as its first line says.
            let lengths = self.shape.lengths && !(frame && nest == 0 && !x.has_class("tbl_df"));
            let shape = Shape { lengths, component: self.shape.component.clone(), ..*self.shape };
            let mut walk = Walk { args: self.args, env: self.env, shape: &shape, out: self.out };
            walk.elements(x, nest, indent)?;
        }
        self.attributes(x, &own, indent)
    }

    fn elements(&mut self, x: &Value, nest: usize, indent: &str) -> Eval<()> {
        let Value::List(list) = x else { return Ok(()) };
        let names = x.names();
        let name = |i: usize| names.as_ref().map_or("", |n| n.get(i).unwrap_or("NA")).to_string();
        let shown = list.data.len().min(self.shape.list_len);
        let labels: Vec<String> = (0..shown).map(name).collect();
        let width = labels.iter().map(|l| display_width(l)).max().unwrap_or(0);
        for (label, item) in labels.iter().zip(list.data.iter()) {
            let label = pad(label, width, Align::Left);
            self.out.push_str(&format!("{indent}{}{label}:", self.shape.component));
            self.nested(item, nest + 1, &format!("{indent} .."))?;
        }
        if shown < list.data.len() {
            self.out.push_str(&format!("{indent} [list output truncated]\n"));
        }
        Ok(())
    }

    /// A part: vectors in it are as long as `vec.len` says, not as long as the line.
    fn nested(&mut self, x: &Value, nest: usize, indent: &str) -> Eval<()> {
        let shape = Shape { given_len: true, component: self.shape.component.clone(), ..*self.shape };
        let mut walk = Walk { args: self.args, env: self.env, shape: &shape, out: self.out };
        walk.value(x, nest, indent, false)
    }

    /// Attributes that the lines before do not tell.
    fn attributes(&mut self, x: &Value, own: &[Symbol], indent: &str) -> Eval<()> {
        if !self.shape.attributes {
            return Ok(());
        }
        let rest: Vec<(Symbol, Value)> = x
            .attributes()
            .iter()
            .filter(|(name, _)| !own.contains(name) && *name != known::SRCREF)
            .map(|(name, value)| (name, value.clone()))
            .collect();
        for (name, value) in rest {
            self.out.push_str(&format!("{indent}- attr(*, \"{}\")=", name.as_str()));
            self.nested(&value, 1, &format!("{indent} .."))?;
        }
        Ok(())
    }

    fn factor(&mut self, x: &Value, indent: &str) -> Eval<()> {
        let ordered = x.has_class("ordered");
        let levels: Vec<String> = match x.attributes().get(known::LEVELS) {
            Some(Value::Character(v)) => {
                v.data.iter().map(|l| l.map_or("NA".into(), |l| escape(l, Some('"')))).collect()
            }
            _ => Vec::new(),
        };
        let separator = if ordered { "<" } else { "," };
        // Levels are shown until they take more than this many columns.
        let mut used = 0;
        let mut shown = levels.len();
        for (i, level) in levels.iter().enumerate() {
            used += display_width(level) + 1;
            if used > 13 {
                shown = i + 1;
                break;
            }
        }
        let mut text = levels[..shown].join(separator);
        if shown < levels.len() {
            text.push_str(separator);
            text.push_str("..");
        }
        let word = if ordered { "Ord.factor" } else { "Factor" };
        let plural = if levels.len() == 1 { "level" } else { "levels" };
        let codes: Vec<String> = match x {
            Value::Integer(v) => v
                .data
                .iter()
                .take(self.limit(2.5))
                .map(|c| if *c == NA_INTEGER { "NA".into() } else { c.to_string() })
                .collect(),
            _ => Vec::new(),
        };
        let more = if x.len() > codes.len() { " ..." } else { "" };
        self.out.push_str(&format!(
            " {word} w/ {} {plural} {text}: {}{more}\n",
            levels.len(),
            codes.join(" ")
        ));
        self.attributes(x, &[known::LEVELS, known::CLASS], indent)
    }

    fn moments(&mut self, x: &Value) -> Eval<()> {
        let n = x.len();
        let class = if x.has_class("Date") { "Date" } else { "POSIXct" };
        let shown = n.min(self.limit(1.25));
        let positions: Vec<usize> = (0..shown).collect();
        let head = x.gather(&positions).with_attributes(x.attributes().only(|n| n != known::NAMES));
        let text = self.args.apply_named("format", vec![Argument::new(head)])?;
        let parts: Vec<String> =
            as_character(&text)?.iter().map(|t| t.map_or("NA".into(), |t| format!("\"{t}\""))).collect();
        let more = if n > shown { " ..." } else { "" };
        let size = if self.shape.lengths { format!("[1:{n}]") } else { String::new() };
        self.out.push_str(&format!(" {class}{size}, format: {}{more}\n", parts.join(" ")));
        Ok(())
    }

    /// How many elements are shown of a type that gets `factor` times the given number.
    fn limit(&self, factor: f64) -> usize {
        (self.shape.vec_len * factor).round_ties_even().max(0.0) as usize
    }

    fn atomic(&mut self, x: &Value, nest: usize, indent: &str) -> Eval<()> {
        let n = x.len();
        let kind = match x {
            Value::Logical(_) => "logi",
            Value::Integer(_) => "int",
            Value::Double(_) => "num",
            Value::Complex(_) => "cplx",
            Value::Character(_) => "chr",
            Value::Raw(_) => "raw",
            _ => return raglan_engine::eval::fail("str() of this kind of object is not implemented"),
        };
        let mut own = vec![known::DIM];
        let mut head = String::new();
        if let Some(class) = x.class_attribute() {
            own.push(known::CLASS);
            let names: Vec<String> = class.iter().map(|c| format!("'{}'", c.unwrap_or("NA"))).collect();
            head = if names.len() > 1 && !x.has_class("table") {
                format!("{} ", names.join(", "))
            } else {
                format!("{} ", names[0])
            };
        }
        if x.attributes().get(known::NAMES).is_some() {
            head.push_str("Named ");
        }
        head.push_str(kind);
        let size = match x.dim() {
            Some(dim) if dim.len() == 1 => format!(" [{}(1d)]", extent(dim[0])),
            Some(dim) => format!(" [{}]", dim.iter().map(|&d| extent(d)).collect::<Vec<_>>().join(", ")),
            None if n == 0 && self.shape.lengths => "(0) ".into(),
            None if n == 0 => " ".into(),
            None if n > 1 && self.shape.lengths => format!(" [1:{n}]"),
            None if n > 1 => " ".into(),
            None => String::new(),
        };
        head.push_str(&size);
        let parts = self.parts(x, &head, nest);
        let more = if n > parts.len() { " ..." } else { "" };
        if self.shape.head {
            let space = if n == 0 { "" } else { " " };
            self.out.push_str(&format!(" {head}{space}{}{more}\n", parts.join(" ")));
        } else {
            self.out.push_str(&format!(" {}{more}\n", parts.join(" ")));
        }
        self.attributes(x, &own, indent)
    }

    /// The elements that are shown.
    fn parts(&self, x: &Value, head: &str, nest: usize) -> Vec<String> {
        match x {
            Value::Double(v) => {
                let most = self.limit(2.5);
                let first: Vec<f64> = v.data.iter().take(most).copied().filter(|x| !x.is_nan()).collect();
                let plain = first.iter().all(|&x| {
                    let size = x.abs();
                    (x == 0.0 || (size > 1e-10 && size < 1e10))
                        && (x - round_significant(x, self.shape.digits)).abs() <= f64::EPSILON * size.max(1.0)
                });
                let shown = if plain { most } else { self.limit(1.25) };
                let xs: Vec<f64> = v.data.iter().take(shown).copied().collect();
                numbers(&xs, self.shape.digits)
            }
            Value::Character(v) => self.strings(&v.data, head, nest),
            other => {
                let factor = match other {
                    Value::Logical(_) => 1.5,
                    Value::Complex(_) => 0.75,
                    Value::Raw(_) => 5.0,
                    _ => 2.5,
                };
                let shown = other.len().min(self.limit(factor));
                let positions: Vec<usize> = (0..shown).collect();
                let head = other.clone().stripped().gather(&positions);
                match (&head, as_character(&head)) {
                    (Value::Complex(v), _) => {
                        let one = |z: &raglan_engine::value::Complex| {
                            raglan_engine::value::format::complex_to_string(
                                (z.re, z.im),
                                self.shape.digits,
                                0,
                            )
                        };
                        v.data.iter().map(one).collect()
                    }
                    (_, Ok(texts)) => texts.iter().map(|t| t.unwrap_or("NA").to_string()).collect(),
                    (_, Err(_)) => Vec::new(),
                }
            }
        }
    }

    fn strings(&self, data: &Strings, head: &str, nest: usize) -> Vec<String> {
        let quoted = |t: Option<&str>| match t {
            None => "NA".to_string(),
            Some(t) if t.chars().count() > self.shape.nchar_max => {
                let kept: String = t.chars().take(self.shape.nchar_max - TRUNCATED.len()).collect();
                format!("{}{TRUNCATED}", escape(&kept, Some('"')))
            }
            Some(t) => escape(t, Some('"')),
        };
        let shown = if self.shape.given_len {
            self.limit(1.0)
        } else {
            // As many as the rest of the line holds.
            let room = self.shape.width as i64 - (4 + 5 * nest as i64 + display_width(head) as i64);
            let mut used = 0;
            let fit = data.iter().take_while(|t| {
                used += 3 + display_width(t.unwrap_or("NA")) as i64;
                used < room
            });
            fit.count().max(1)
        };
        data.iter().take(shown).map(quoted).collect()
    }
}

/// What stands behind a string that was cut.
const TRUNCATED: &str = "| __truncated__";

fn extent(n: usize) -> String {
    if n > 1 { format!("1:{n}") } else { n.to_string() }
}

/// Numbers to some significant digits, without zeros at their ends.
fn numbers(xs: &[f64], digits: i32) -> Vec<String> {
    let format = RealFormat::of(xs, digits, 0, 0, 2);
    let format = RealFormat { width: 0, ..format };
    xs.iter()
        .map(|&x| {
            let text = format_real(x, &format, "NA", ".");
            match text.split_once('e') {
                Some((m, e)) if m.contains('.') => {
                    format!("{}e{e}", m.trim_end_matches('0').trim_end_matches('.'))
                }
                None if text.contains('.') => text.trim_end_matches('0').trim_end_matches('.').to_string(),
                _ => text,
            }
        })
        .collect()
}
