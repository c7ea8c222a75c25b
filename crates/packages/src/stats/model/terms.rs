//! The terms of a formula: `+ : * ^ %in% / -`, `.`, offsets and the intercept worked out.

use raglan_engine::eval::{Eval, fail};
use raglan_engine::value::{
    Argument, Attributes, Call, Symbol, Value, Vector, as_integer, deparse_line, known,
};
use std::rc::Rc;

/// A term: the places of its variables, in order.
type Variables = Vec<usize>;

/// A formula and what its terms are made of.
#[derive(Clone)]
pub struct Terms {
    /// The formula, with `.` replaced by what it stands for; no attributes but its environment.
    pub formula: Value,
    /// Response, predictors and offsets as code, in order of appearance.
    pub variables: Vec<Value>,
    /// For each term the coding of each variable: 0 not in it, 1 by contrasts, 2 by indicators.
    pub factors: Vec<Vec<i32>>,
    /// Labels of the terms, as `a:b`.
    pub labels: Vec<String>,
    /// Whether there is an intercept.
    pub intercept: bool,
    /// Whether the first variable is the response.
    pub response: bool,
    /// Places of the offsets among the variables.
    pub offsets: Vec<usize>,
    /// Functions looked for by name, with the places of the variables that call them.
    pub specials: Vec<(String, Vec<usize>)>,
    /// The variables as code that works for new data too, once a frame was made.
    pub predict_variables: Option<Vec<Value>>,
    /// Classes of the variables in the frame, once one was made.
    pub data_classes: Vec<(String, String)>,
    /// Where the formula's variables are looked up.
    pub environment: Value,
}

/// What `terms()` is asked for besides the formula.
#[derive(Clone, Default)]
pub struct TermsOptions {
    /// The columns `.` stands for; `None` when there is no data.
    pub columns: Option<Vec<String>>,
    /// Whether terms stay in the order they were written.
    pub keep_order: bool,
    /// Whether `.` without data stands for itself.
    pub allow_dot: bool,
    /// Functions to look for.
    pub specials: Vec<String>,
}

/// The name of a variable as a column of a model frame.
pub fn variable_name(variable: &Value) -> String {
    match variable {
        Value::Symbol(s) => s.as_str().to_string(),
        other => deparse_line(other),
    }
}

struct Expansion<'a> {
    variables: Vec<Value>,
    intercept: bool,
    parity: bool,
    options: &'a TermsOptions,
    columns: Vec<String>,
}

impl Expansion<'_> {
    fn place(&mut self, variable: &Value) -> usize {
        let name = deparse_line(variable);
        if let Some(at) = self.variables.iter().position(|v| deparse_line(v) == name) {
            return at;
        }
        self.variables.push(variable.clone());
        self.variables.len() - 1
    }

    fn expand(&mut self, code: &Value) -> Eval<Vec<Variables>> {
        if let Some(number) = number(code) {
            if number != 0.0 && number != 1.0 {
                return fail("invalid model formula");
            }
            self.intercept = (number == 1.0) == self.parity;
            return Ok(Vec::new());
        }
        match code {
            Value::Null => Ok(Vec::new()),
            Value::Symbol(known::DOT) if self.options.columns.is_some() => {
                let columns = self.columns.clone();
                Ok(columns.iter().map(|c| vec![self.place(&Value::symbol(c))]).collect())
            }
            Value::Symbol(known::DOT) if !self.options.allow_dot => {
                fail("'.' in formula and no 'data' argument")
            }
            Value::Language(call) => self.call(call, code),
            Value::Symbol(_) => Ok(vec![vec![self.place(code)]]),
            _ => fail("invalid term in model formula"),
        }
    }

    fn call(&mut self, call: &Rc<Call>, code: &Value) -> Eval<Vec<Variables>> {
        let operands: Vec<&Value> = call.values().collect();
        let name = call.name().map_or("", Symbol::as_str);
        match (name, operands.as_slice()) {
            ("(", [inner]) | ("+", [inner]) => self.expand(inner),
            ("+", [a, b]) => {
                let mut terms = self.expand(a)?;
                terms.extend(self.expand(b)?);
                Ok(distinct(terms))
            }
            ("-", [a]) => {
                self.flipped(a)?;
                Ok(Vec::new())
            }
            ("-", [a, b]) => {
                let terms = self.expand(a)?;
                let removed = self.flipped(b)?;
                Ok(terms.into_iter().filter(|t| !removed.contains(t)).collect())
            }
            (":", [a, b]) => {
                let (a, b) = (self.expand(a)?, self.expand(b)?);
                Ok(products(&a, &b))
            }
            ("*", [a, b]) => {
                let (a, b) = (self.expand(a)?, self.expand(b)?);
                let both = products(&a, &b);
                Ok(distinct(a.into_iter().chain(b).chain(both).collect()))
            }
            ("/", [a, b]) => {
                let (a, b) = (self.expand(a)?, self.expand(b)?);
                let all = a.iter().fold(Vec::new(), |all, t| union(&all, t));
                let nested = products(&[all], &b);
                Ok(distinct(a.into_iter().chain(nested).collect()))
            }
            ("%in%", [a, b]) => {
                let (a, b) = (self.expand(a)?, self.expand(b)?);
                let all = b.iter().fold(Vec::new(), |all, t| union(&all, t));
                Ok(products(&a, &[all]))
            }
            ("^", [a, power]) => {
                let terms = self.expand(a)?;
                match number(power) {
                    Some(p) if p >= 1.0 => {
                        Ok((1..p as usize).fold(terms.clone(), |out, _| products(&out, &terms)))
                    }
                    _ => fail("invalid power in formula"),
                }
            }
            _ => Ok(vec![vec![self.place(code)]]),
        }
    }

    fn flipped(&mut self, code: &Value) -> Eval<Vec<Variables>> {
        self.parity = !self.parity;
        let out = self.expand(code);
        self.parity = !self.parity;
        out
    }
}

fn number(code: &Value) -> Option<f64> {
    match code {
        Value::Double(v) if v.data.len() == 1 => Some(v.data[0]),
        Value::Integer(v) if v.data.len() == 1 => Some(f64::from(v.data[0])),
        Value::Logical(v) if v.data.len() == 1 => v.data[0].map(|b| f64::from(u8::from(b))),
        _ => None,
    }
}

fn union(a: &[usize], b: &[usize]) -> Variables {
    let mut out: Variables = a.iter().chain(b).copied().collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn distinct(terms: Vec<Variables>) -> Vec<Variables> {
    let mut out: Vec<Variables> = Vec::with_capacity(terms.len());
    for term in terms {
        if !out.contains(&term) {
            out.push(term);
        }
    }
    out
}

fn products(a: &[Variables], b: &[Variables]) -> Vec<Variables> {
    distinct(a.iter().flat_map(|x| b.iter().map(move |y| union(x, y))).collect())
}

/// Whether a call is an offset.
fn is_offset(variable: &Value) -> bool {
    variable.as_call().is_some_and(|c| c.name().is_some_and(|n| n.as_str() == "offset"))
}

/// The symbols in code.
pub fn symbols(code: &Value, out: &mut Vec<Symbol>) {
    match code {
        Value::Symbol(s) if !out.contains(s) => out.push(*s),
        Value::Language(call) => call.values().for_each(|v| symbols(v, out)),
        _ => {}
    }
}

/// The two sides of a formula; the first is `None` for `~ x`.
pub fn sides(formula: &Value) -> Option<(Option<Value>, Value)> {
    let call = formula.as_call().filter(|c| c.calls(known::TILDE))?;
    match call.arguments.as_slice() {
        [right] => Some((None, right.value.clone())),
        [left, right] => Some((Some(left.value.clone()), right.value.clone())),
        _ => None,
    }
}

/// A formula of two sides, without attributes.
pub fn formula_of(left: Option<Value>, right: Value) -> Value {
    Value::call(known::TILDE, left.into_iter().chain([right]))
}

/// Replaces `.` in the right side of a formula by the sum of columns.
fn replace_dots(code: &Value, sum: &Value, many: bool, bare: bool) -> Value {
    match code {
        Value::Symbol(known::DOT) if bare || !many => sum.clone(),
        Value::Symbol(known::DOT) => Value::call(known::PAREN, [sum.clone()]),
        Value::Language(call) => {
            let name = call.name().map_or("", Symbol::as_str);
            if !matches!(name, "+" | "-" | "*" | "/" | ":" | "^" | "%in%" | "(") {
                return code.clone();
            }
            let mut call = (**call).clone();
            let last = call.arguments.len();
            for (k, argument) in call.arguments.iter_mut().enumerate() {
                let bare = name == "(" || (name == "+" && (k == 0 || last == 1));
                argument.value = replace_dots(&argument.value, sum, many, bare);
            }
            Value::Language(call.into())
        }
        other => other.clone(),
    }
}

/// A sum of code.
pub fn sum_of(parts: &[Value]) -> Option<Value> {
    let mut parts = parts.iter().cloned();
    let first = parts.next()?;
    Some(parts.fold(first, |sum, part| Value::call(known::PLUS, [sum, part])))
}

impl Terms {
    /// Works out a formula.
    pub fn new(formula: &Value, options: &TermsOptions) -> Eval<Self> {
        let Some((left, right)) = sides(formula) else { return fail("argument is not a valid model") };
        let environment = formula.attribute(known::ENVIRONMENT).unwrap_or(Value::Null);
        let mut taken = Vec::new();
        if let Some(left) = &left {
            symbols(left, &mut taken);
        }
        let columns: Vec<String> = options
            .columns
            .iter()
            .flatten()
            .filter(|c| !taken.iter().any(|s| s.as_str() == c.as_str()))
            .cloned()
            .collect();
        let mut expansion =
            Expansion { variables: Vec::new(), intercept: true, parity: true, options, columns };
        let response = left.as_ref().is_some_and(|l| !matches!(l, Value::Null));
        if let Some(left) = left.as_ref().filter(|_| response) {
            expansion.place(left);
        }
        let mut terms = distinct(expansion.expand(&right)?);
        let Expansion { variables, intercept, columns, .. } = expansion;
        let offsets: Vec<usize> = (0..variables.len()).filter(|&k| is_offset(&variables[k])).collect();
        terms.retain(|t| !(response && *t == [0]) && !t.is_empty() && !t.iter().any(|v| offsets.contains(v)));
        if !options.keep_order {
            terms.sort_by_key(Vec::len);
        }
        let labels = terms.iter().map(|t| label(t, &variables)).collect();
        let factors = terms.iter().map(|t| coding(t, &terms, variables.len())).collect();
        let expanded = match sum_of(&columns.iter().map(|c| Value::symbol(c)).collect::<Vec<_>>()) {
            Some(sum) if options.columns.is_some() => {
                formula_of(left, replace_dots(&right, &sum, columns.len() > 1, true))
            }
            _ => formula_of(left, right),
        };
        let calls = |name: &String| {
            let of = |v: &Value| v.as_call().and_then(Call::name).is_some_and(|n| n.as_str() == name);
            (name.clone(), (0..variables.len()).filter(|&k| of(&variables[k])).collect())
        };
        let specials = options.specials.iter().map(calls).collect();
        Ok(Self {
            formula: expanded,
            variables,
            factors,
            labels,
            intercept,
            response,
            offsets,
            specials,
            predict_variables: None,
            data_classes: Vec::new(),
            environment,
        })
    }

    /// Names of the variables as columns of a frame.
    pub fn names(&self) -> Vec<String> {
        self.variables.iter().map(variable_name).collect()
    }

    /// Number of variables in each term.
    pub fn orders(&self) -> Vec<i32> {
        self.factors.iter().map(|f| f.iter().filter(|&&c| c > 0).count() as i32).collect()
    }

    /// The terms object of R: the formula with all this as attributes.
    pub fn to_value(&self) -> Value {
        let list = |v: &[Value]| Value::call("list", v.iter().cloned());
        let mut attributes = Attributes::default();
        attributes.set(Symbol::new("variables"), list(&self.variables));
        if !self.offsets.is_empty() {
            let at: Vec<i32> = self.offsets.iter().map(|&k| k as i32 + 1).collect();
            attributes.set(Symbol::new("offset"), Value::integers(at));
        }
        attributes.set(Symbol::new("factors"), self.factor_table());
        attributes.set(Symbol::new("term.labels"), Value::strings(&self.labels));
        if !self.specials.is_empty() {
            let place = |at: &Vec<usize>| match at.is_empty() {
                true => Value::Null,
                false => Value::integers(at.iter().map(|&k| k as i32 + 1).collect::<Vec<_>>()),
            };
            let specials = self.specials.iter().map(|(n, at)| (n, place(at)));
            attributes.set(Symbol::new("specials"), Value::named_list(specials));
        }
        attributes.set(Symbol::new("order"), Value::integers(self.orders()));
        attributes.set(Symbol::new("intercept"), Value::integer(i32::from(self.intercept)));
        attributes.set(Symbol::new("response"), Value::integer(i32::from(self.response)));
        attributes.set(known::CLASS, Value::strings(["terms", "formula"]));
        attributes.set(known::ENVIRONMENT, self.environment.clone());
        if let Some(code) = &self.predict_variables {
            attributes.set(Symbol::new("predvars"), list(code));
        }
        if !self.data_classes.is_empty() {
            let names = self.data_classes.iter().map(|c| &c.0);
            let classes = Value::strings(self.data_classes.iter().map(|c| &c.1)).with_names(names);
            attributes.set(Symbol::new("dataClasses"), classes);
        }
        self.formula.clone().with_attributes(attributes)
    }

    fn factor_table(&self) -> Value {
        if self.labels.is_empty() {
            return Value::integers(Vec::new());
        }
        let rows: Vec<String> = self.variables.iter().map(deparse_line).collect();
        let names = Value::list(vec![Value::strings(rows), Value::strings(&self.labels)]);
        let dim = vec![self.variables.len() as i32, self.labels.len() as i32];
        Value::integers(self.factors.concat())
            .with_attribute(known::DIM, Value::integers(dim))
            .with_attribute(known::DIMNAMES, names)
    }

    /// Reads a terms object of R; a plain formula is worked out.
    pub fn from_value(value: &Value, options: &TermsOptions) -> Eval<Self> {
        if !value.has_class("terms") {
            return Self::new(value, options);
        }
        let get = |name: &str| value.attribute(Symbol::new(name));
        let code = |name: &str| -> Option<Vec<Value>> {
            Some(get(name)?.as_call()?.values().cloned().collect::<Vec<_>>())
        };
        let flag = |name: &str| matches!(get(name), Some(Value::Integer(v)) if v.data.first() == Some(&1));
        let variables = code("variables").unwrap_or_default();
        let labels: Vec<String> = match get("term.labels") {
            Some(Value::Character(v)) => v.data.iter().flatten().map(str::to_string).collect(),
            _ => Vec::new(),
        };
        let table = match get("factors") {
            Some(v) => as_integer(&v, &mut Vec::new())?.into_vec(),
            None => Vec::new(),
        };
        let rows = variables.len().max(1);
        let places = |v: Value| -> Eval<Vec<usize>> {
            Ok(as_integer(&v, &mut Vec::new())?.iter().map(|&k| k.max(1) as usize - 1).collect())
        };
        let offsets = get("offset").map(places).transpose()?.unwrap_or_default();
        let mut specials = Vec::new();
        if let Some(Value::List(l)) = get("specials") {
            let names = Value::List(l.clone())
                .names()
                .unwrap_or_else(|| Vec::<Option<&str>>::new().into_iter().collect());
            for (k, at) in l.data.iter().enumerate() {
                specials.push((names.get(k).unwrap_or("").to_string(), places(at.clone())?));
            }
        }
        let data_classes = match get("dataClasses") {
            Some(Value::Character(v)) => {
                let names = Value::Character(v.clone()).names();
                let name = |k: usize| names.as_ref().and_then(|n| n.get(k)).unwrap_or("").to_string();
                (0..v.data.len()).map(|k| (name(k), v.data.get(k).unwrap_or("").to_string())).collect()
            }
            _ => Vec::new(),
        };
        Ok(Self {
            formula: value.clone().stripped(),
            factors: table.chunks(rows).map(<[i32]>::to_vec).take(labels.len()).collect(),
            variables,
            labels,
            intercept: flag("intercept"),
            response: flag("response"),
            offsets,
            specials,
            predict_variables: code("predvars"),
            data_classes,
            environment: get(".Environment").unwrap_or(Value::Null),
        })
    }

    /// The same without the response.
    pub fn without_response(&self) -> Self {
        let mut out = self.clone();
        if !self.response {
            return out;
        }
        out.response = false;
        out.variables.remove(0);
        out.factors.iter_mut().for_each(|f| {
            f.remove(0);
        });
        out.offsets.iter_mut().for_each(|k| *k -= 1);
        out.specials
            .iter_mut()
            .for_each(|(_, at)| *at = at.iter().filter(|&&k| k > 0).map(|k| k - 1).collect());
        if let Some(code) = out.predict_variables.as_mut() {
            code.remove(0);
        }
        if !out.data_classes.is_empty() {
            out.data_classes.remove(0);
        }
        out.formula = sides(&self.formula).map_or(Value::Null, |(_, right)| formula_of(None, right));
        out
    }

    /// The formula written term by term: offsets after the terms, `- 1` at the end.
    pub fn simplified(&self) -> Eval<Value> {
        let left = sides(&self.formula).and_then(|(left, _)| left);
        let mut parts: Vec<Value> = Vec::new();
        for factor in &self.factors {
            let inside = (0..factor.len()).filter(|&k| factor[k] > 0).map(|k| self.variables[k].clone());
            // Terms of mixed models bind weaker than `+`.
            let inside = inside.map(|code| match code.as_call().and_then(|c| c.name()).map(Symbol::as_str) {
                Some("|" | "||") => Value::call(known::PAREN, [code]),
                _ => code,
            });
            let product = inside.reduce(|a, b| Value::call(known::COLON, [a, b]));
            parts.extend(product);
        }
        parts.extend(self.offsets.iter().map(|&k| self.variables[k].clone()));
        let right = match (sum_of(&parts), self.intercept) {
            (Some(sum), true) => sum,
            (Some(sum), false) => Value::call(known::MINUS, [sum, Value::double(1.0)]),
            (None, true) => Value::double(1.0),
            (None, false) => Value::call(known::MINUS, [Value::double(1.0), Value::double(1.0)]),
        };
        Ok(as_formula(formula_of(left, right), self.environment.clone()))
    }
}

/// A formula object: class and environment put on.
pub fn as_formula(code: Value, environment: Value) -> Value {
    code.with_attribute(known::CLASS, Value::strings(["formula"]))
        .with_attribute(known::ENVIRONMENT, environment)
}

fn label(term: &[usize], variables: &[Value]) -> String {
    term.iter().map(|&k| deparse_line(&variables[k])).collect::<Vec<_>>().join(":")
}

/// The coding of a term's variables: by contrasts where the term without the variable is in the model.
fn coding(term: &[usize], terms: &[Variables], variables: usize) -> Vec<i32> {
    let mut out = vec![0; variables];
    for &v in term {
        let margin: Variables = term.iter().copied().filter(|&k| k != v).collect();
        out[v] = if margin.is_empty() || terms.contains(&margin) { 1 } else { 2 };
    }
    out
}

/// `new` with every `.` of its sides replaced by the sides of `old`.
pub fn substitute_dots(old: &Value, new: &Value) -> Eval<Value> {
    let (Some((old_left, old_right)), Some((new_left, new_right))) = (sides(old), sides(new)) else {
        return fail("formula expected");
    };
    let left = match (new_left, &old_left) {
        (None, left) => left.clone(),
        (Some(new), Some(old)) => Some(replace_symbol(&new, old)),
        (Some(new), None) => Some(new),
    };
    let right = match &old_right {
        Value::Language(_) => Value::call(known::PAREN, [old_right.clone()]),
        other => other.clone(),
    };
    Ok(formula_of(left, replace_symbol(&new_right, &right)))
}

fn replace_symbol(code: &Value, with: &Value) -> Value {
    match code {
        Value::Symbol(known::DOT) => with.clone(),
        Value::Language(call) => {
            let mut call = (**call).clone();
            call.arguments = call
                .arguments
                .iter()
                .map(|a| Argument { name: a.name, value: replace_symbol(&a.value, with) })
                .collect();
            Value::Language(call.into())
        }
        other => other.clone(),
    }
}

/// The names of a value's elements, empty where there are none.
pub fn names_or_empty(value: &Value) -> Vec<String> {
    match value.names() {
        Some(names) => names.iter().map(|n| n.unwrap_or("").to_string()).collect(),
        None => vec![String::new(); value.len()],
    }
}

/// A list from items and their names.
pub fn list_of(names: Vec<String>, items: Vec<Value>) -> Value {
    let mut list = Vector::new(items);
    list.attributes.set(known::NAMES, Value::strings(names));
    Value::List(list)
}
