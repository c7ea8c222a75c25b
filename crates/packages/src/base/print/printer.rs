//! The walk through lists and attributes.

use super::code::{code_text, is_hidden_attribute};
use super::matrix::DimensionNames;
use super::{Style, cells, environment_text, function_text, label, print_array, print_matrix, print_vector};
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{Argument, Environment, List, Symbol, Value, is_syntactic, known, type_name};

/// Prints values, keeping track of where in a list it is.
pub struct Printer<'a> {
    session: &'a mut Session,
    env: &'a Environment,
    style: Style,
    /// Arguments that elements with methods are printed with.
    passed: Vec<Argument>,
    /// What stands before the tags of elements.
    prefix: String,
}

impl<'a> Printer<'a> {
    /// A printer that calls methods from `env` with `passed` as further arguments.
    pub fn new(session: &'a mut Session, env: &'a Environment, style: Style, passed: Vec<Argument>) -> Self {
        Self { session, env, style, passed, prefix: String::new() }
    }

    /// Prints a value whatever its class, with its attributes.
    pub fn print(&mut self, value: &Value) -> Eval<()> {
        self.body(value)?;
        self.attributes(value)
    }

    /// Prints an element: by its method when it has a class.
    fn element(&mut self, value: &Value) -> Eval<()> {
        if value.is_object() {
            let mut arguments = vec![Argument::new(value.clone())];
            arguments.extend(self.passed.iter().cloned());
            self.session.call_named("print", arguments, self.env)?;
            return Ok(());
        }
        self.print(value)
    }

    fn write(&mut self, text: &str) {
        self.session.write(text);
    }

    fn body(&mut self, value: &Value) -> Eval<()> {
        let text = match value {
            Value::Null => "NULL\n".to_string(),
            Value::List(list) => return self.list(value, list),
            Value::Closure(_) | Value::Primitive(_) => {
                let source = self.style.source;
                function_text(self.session, value, source)
            }
            Value::Symbol(_) | Value::Language(_) | Value::Expression(_) => code_text(value),
            Value::Environment(e) => format!("{}\n", environment_text(self.session, e)),
            Value::Missing => "\n".to_string(),
            Value::Promise(_) => {
                let value = self.session.force(value.clone())?;
                return self.body(&value);
            }
            Value::Dots(_) => "<...>\n".to_string(),
            Value::External(_) => "<pointer: 0x0>\n".to_string(),
            Value::Object(_) => return fail("printing S4 objects is not implemented"),
            _ => self.atomic(value),
        };
        self.write(&text);
        Ok(())
    }

    fn atomic(&mut self, value: &Value) -> String {
        let dim = value.dim();
        let text = match dim.as_deref() {
            Some([_]) => self.one_dimension(value),
            Some([_, _]) => print_matrix(value, &self.style),
            Some(_) => print_array(value, &self.style),
            None => print_vector(value, value.names().as_ref(), &self.style),
        };
        text.unwrap_or_default()
    }

    /// An array of one dimension: its title above it, then as a vector.
    fn one_dimension(&self, value: &Value) -> Option<String> {
        let names = DimensionNames::of(value);
        let along = names.names.first().and_then(Option::as_ref);
        let text = print_vector(value, along, &self.style)?;
        match names.titles.as_ref().filter(|_| along.is_some() && !value.is_empty()) {
            Some(titles) => Some(format!("{}\n{text}", label(titles.get(0)))),
            None => Some(text),
        }
    }

    fn list(&mut self, value: &Value, list: &List) -> Eval<()> {
        let dim = value.dim();
        if let Some(dim) = dim.filter(|d| d.len() > 1) {
            let style = Style { quote: self.style.quote, right: false, ..self.style.clone() };
            let text = if dim.len() == 2 { print_matrix(value, &style) } else { print_array(value, &style) };
            self.write(&text.unwrap_or_default());
            return Ok(());
        }
        let names = value.names();
        if list.data.is_empty() {
            self.write(if names.is_some() { "named list()\n" } else { "list()\n" });
            return Ok(());
        }
        let n = list.data.len();
        let shown = if n <= self.style.max.saturating_add(1) { n } else { self.style.max };
        let length = self.prefix.len();
        for (i, item) in list.data.iter().take(shown).enumerate() {
            let tag = match names.as_ref().map(|names| names.get(i)) {
                Some(Some("")) | None => format!("[[{}]]", i + 1),
                Some(None) => "$<NA>".to_string(),
                Some(Some(name)) if is_syntactic(name) => format!("${name}"),
                Some(Some(name)) => {
                    format!("$`{}`", raglan_engine::value::format::escape(name, Some('`')).trim_matches('`'))
                }
            };
            self.prefix.push_str(&tag);
            let line = format!("{}\n", self.prefix);
            self.write(&line);
            self.element(item)?;
            self.write("\n");
            self.prefix.truncate(length);
        }
        if shown < n {
            let text = format!(" [ reached getOption(\"max.print\") -- omitted {} entries ]\n", n - shown);
            self.write(&text);
        }
        Ok(())
    }

    /// The attributes that the value itself does not show.
    fn attributes(&mut self, value: &Value) -> Eval<()> {
        let all: Vec<(Symbol, Value)> = match value {
            Value::Environment(e) => e.attributes().iter().map(|(n, v)| (n, v.clone())).collect(),
            _ => value.attributes().iter().map(|(n, v)| (n, v.clone())).collect(),
        };
        let array = value.attributes().get(known::DIM).is_some();
        for (name, attribute) in all {
            let own = match name {
                known::NAMES => !matches!(value, Value::Language(_)),
                known::DIM | known::DIMNAMES => array,
                known::TSP => value.has_class("ts"),
                known::LEVELS => value.is_factor(),
                known::COMMENT => true,
                known::CLASS => value.is_factor(),
                _ if matches!(value, Value::Environment(_)) => {
                    name.as_str() == "name" && is_namespace(&attribute)
                }
                _ => is_hidden_attribute(name) && value.is_function() || name == known::SRCREF,
            };
            if own {
                continue;
            }
            let tag = format!("attr(,\"{}\")", name.as_str());
            self.write(&format!("{tag}\n"));
            let outer = std::mem::replace(&mut self.prefix, tag);
            self.element(&attribute)?;
            self.prefix = outer;
        }
        Ok(())
    }
}

fn is_namespace(name: &Value) -> bool {
    matches!(name, Value::Character(v) if v.data.get(0).is_some_and(|n| n.starts_with("namespace:")))
}

/// An element of a list that is a matrix: its value when it is one plain element, else type and length.
pub fn summary_cell(value: &Value, style: &Style) -> String {
    let one = value.len() == 1;
    let name = match value {
        Value::Null => return "NULL".into(),
        Value::Logical(_)
        | Value::Integer(_)
        | Value::Double(_)
        | Value::Complex(_)
        | Value::Character(_)
            if one && !value.is_factor() =>
        {
            let text = cells(&value.clone().stripped(), 0..1, style);
            return text.and_then(|mut t| t.pop()).unwrap_or_default();
        }
        Value::Integer(_) if value.is_factor() => "factor",
        Value::Double(_) => "numeric",
        Value::List(_) if value.is_data_frame() => "data.frame",
        Value::Language(_) => return "expression".into(),
        Value::Symbol(name) => return name.as_str().into(),
        Value::Logical(_)
        | Value::Integer(_)
        | Value::Complex(_)
        | Value::Character(_)
        | Value::Raw(_)
        | Value::List(_)
        | Value::Expression(_) => type_name(value),
        _ => return "?".into(),
    };
    format!("{name},{}", value.len())
}
