//! Matched arguments of a function written in Rust.

use super::{Eval, Method, Session, Signature, fail};
use crate::value::{
    Argument, Call, Environment, Failure, Items, Store, Strings, Symbol, Value, Vector, as_character,
    as_double, as_integer, as_logical, is_na, known, type_name,
};
use std::rc::Rc;

/// What a formal was given.
#[derive(Clone)]
pub enum Slot {
    /// Nothing.
    Missing,
    /// A value or promise.
    Given(Value),
}

/// The arguments of one call, asked for by the names of the usage.
pub struct Args<'a> {
    /// The session.
    pub session: &'a mut Session,
    /// Where the call was evaluated.
    pub env: &'a Environment,
    /// The call.
    pub call: &'a Rc<Call>,
    /// How it was chosen, when it is a method.
    pub method: Option<Rc<Method>>,
    signature: Rc<Signature>,
    slots: Vec<Slot>,
    dots: Vec<Argument>,
}

impl<'a> Args<'a> {
    pub(super) fn new(
        session: &'a mut Session,
        env: &'a Environment,
        call: &'a Rc<Call>,
        signature: Rc<Signature>,
        slots: Vec<Slot>,
        dots: Vec<Argument>,
        method: Option<Rc<Method>>,
    ) -> Self {
        Self { session, env, call, method, signature, slots, dots }
    }

    fn place(&self, name: &str) -> usize {
        let found = self.signature.formals.iter().position(|(n, _)| n.as_str() == name);
        found.unwrap_or_else(|| panic!("the usage of `{}` has no argument `{name}`", self.name()))
    }

    /// Whether the usage has an argument of this name.
    pub fn has(&self, name: &str) -> bool {
        self.signature.formals.iter().any(|(n, _)| n.as_str() == name)
    }

    /// The name the function was called by, or its own.
    pub fn name(&self) -> String {
        self.call.name().map_or_else(|| "FUN".into(), |n| n.as_str().into())
    }

    /// Whether an argument was not given.
    pub fn is_missing(&self, name: &str) -> bool {
        match &self.slots[self.place(name)] {
            Slot::Missing => true,
            Slot::Given(Value::Promise(p)) => {
                let state = p.state();
                match (&state.expression, &state.environment) {
                    (Value::Symbol(s), Some(e)) if state.value.is_none() => super::is_missing_argument(*s, e),
                    _ => false,
                }
            }
            Slot::Given(_) => false,
        }
    }

    /// Whether there is no value: a variable that stands at its own default has one.
    fn is_absent(&self, name: &str) -> bool {
        match &self.slots[self.place(name)] {
            Slot::Missing => true,
            Slot::Given(Value::Promise(p)) => {
                let state = p.state();
                match (&state.expression, &state.environment) {
                    (Value::Symbol(s), Some(e)) if state.value.is_none() => super::call::is_absent(*s, e),
                    _ => false,
                }
            }
            Slot::Given(_) => false,
        }
    }

    /// An argument's value, its default when it was not given.
    pub fn value(&mut self, name: &str) -> Eval {
        let k = self.place(name);
        match &self.slots[k] {
            Slot::Given(Value::Promise(_)) => {
                let Slot::Given(promise) = self.slots[k].clone() else { unreachable!("just looked") };
                let value = self.session.force(promise)?;
                Ok(value)
            }
            Slot::Given(value) => Ok(value.clone()),
            Slot::Missing => match self.signature.formals[k].1.clone() {
                Value::Missing => fail(format!("argument \"{name}\" is missing, with no default")),
                code @ (Value::Symbol(_) | Value::Language(_)) => {
                    let value = self.default(&code)?;
                    self.slots[k] = Slot::Given(value.clone());
                    Ok(value)
                }
                constant => Ok(constant),
            },
        }
    }

    /// Evaluates the code of a default where the other arguments are variables.
    fn default(&mut self, code: &Value) -> Eval {
        let scope = Environment::new(&self.session.base);
        if self.signature.dots.is_some() {
            scope.set(known::DOTS, Value::Dots(Rc::new(self.dots.clone())));
        }
        for (k, (name, default)) in self.signature.formals.iter().enumerate() {
            let value = match &self.slots[k] {
                Slot::Given(value) => value.clone(),
                Slot::Missing => match default {
                    Value::Missing => continue,
                    code => Value::Promise(crate::value::Promise::default_of(code.clone(), scope.clone())),
                },
            };
            scope.set(*name, value);
        }
        self.session.eval(code, &scope)
    }

    /// An argument's value taken out, so that it can be changed without a copy.
    pub fn take(&mut self, name: &str) -> Eval {
        let value = self.value(name)?;
        let k = self.place(name);
        if let Slot::Given(slot) = &mut self.slots[k]
            && !matches!(slot, Value::Promise(_))
        {
            drop(value);
            return Ok(std::mem::take(slot));
        }
        Ok(value)
    }

    /// The value if the argument was given and is not NULL.
    pub fn optional(&mut self, name: &str) -> Eval<Option<Value>> {
        if self.is_absent(name) && matches!(self.signature.formals[self.place(name)].1, Value::Missing) {
            return Ok(None);
        }
        Ok(Some(self.value(name)?).filter(|v| !matches!(v, Value::Null)))
    }

    /// The code of an argument; of a value, the value.
    pub fn expression(&self, name: &str) -> Value {
        match &self.slots[self.place(name)] {
            Slot::Missing => Value::Missing,
            Slot::Given(Value::Promise(p)) => p.expression(),
            Slot::Given(value) => self.supplied(name).unwrap_or_else(|| value.clone()),
        }
    }

    /// The code of an evaluated argument as it stands in the call.
    fn supplied(&self, name: &str) -> Option<Value> {
        let names: Vec<Symbol> = self.signature.formals.iter().map(|f| f.0).collect();
        if self.call.values().any(|v| matches!(v, Value::Symbol(known::DOTS))) {
            return None;
        }
        let matched = super::match_arguments(&names, self.signature.dots, &self.call.arguments).ok()?;
        let i = matched.formals[self.place(name)]?;
        Some(self.call.arguments[i].value.clone())
    }

    /// An argument as a promise or value, not evaluated; `None` when it was not given.
    pub fn raw(&self, name: &str) -> Option<Value> {
        match &self.slots[self.place(name)] {
            Slot::Missing => None,
            Slot::Given(value) => Some(value.clone()),
        }
    }

    /// What `...` took, evaluated.
    pub fn dots(&mut self) -> Eval<Vec<Argument>> {
        let mut out = Vec::with_capacity(self.dots.len());
        for argument in self.dots.clone() {
            let value = self.session.force(argument.value)?;
            out.push(Argument { name: argument.name, value });
        }
        Ok(out)
    }

    /// What `...` took, as promises or values.
    pub fn raw_dots(&self) -> &[Argument] {
        &self.dots
    }

    /// Refuses arguments in `...` that the function does nothing with.
    pub fn refuse_dots(&self) -> Eval<()> {
        match self.dots.first() {
            None => Ok(()),
            Some(argument) => {
                let text = super::deparse_argument(&argument.value);
                fail(match argument.name {
                    Some(name) => format!("unused argument ({name} = {text})"),
                    None => format!("unused argument ({text})"),
                })
            }
        }
    }

    /// Refuses a value of an argument other than its default, by name.
    pub fn refuse_unless_default(&mut self, names: &[&str]) -> Eval<()> {
        for name in names {
            let k = self.place(name);
            if let Slot::Given(_) = self.slots[k] {
                let given = self.value(name)?;
                let code = self.signature.formals[k].1.clone();
                let default = if matches!(code, Value::Missing) { Value::Null } else { self.default(&code)? };
                if !crate::value::identical(&given, &default) {
                    return fail(format!("argument '{name}' of `{}` is not implemented", self.name()));
                }
            }
        }
        Ok(())
    }

    /// Warns as coming from this call.
    pub fn warn(&mut self, message: &str) -> Eval<()> {
        let call = Value::Language(Rc::clone(self.call));
        self.session.warn(message, Some(call))
    }

    /// Warns with what an operation on values collected.
    pub fn warn_all(&mut self, warnings: Vec<String>) -> Eval<()> {
        for warning in warnings {
            self.warn(&warning)?;
        }
        Ok(())
    }

    /// An argument as doubles.
    pub fn doubles(&mut self, name: &str) -> Eval<Store<f64>> {
        let value = self.value(name)?;
        let mut warnings = Vec::new();
        let out = as_double(&value, &mut warnings)?;
        self.warn_all(warnings)?;
        Ok(out)
    }

    /// An argument as integers.
    pub fn integers(&mut self, name: &str) -> Eval<Store<i32>> {
        let value = self.value(name)?;
        let mut warnings = Vec::new();
        let out = as_integer(&value, &mut warnings)?;
        self.warn_all(warnings)?;
        Ok(out)
    }

    /// An argument as logicals.
    pub fn logicals(&mut self, name: &str) -> Eval<Store<Option<bool>>> {
        let value = self.value(name)?;
        Ok(as_logical(&value)?)
    }

    /// An argument as strings.
    pub fn strings(&mut self, name: &str) -> Eval<Strings> {
        let value = self.value(name)?;
        if value.is_factor() {
            let text = self.session.call_named(
                "as.character",
                vec![Argument::new(value)],
                &self.session.base.clone(),
            )?;
            return Ok(as_character(&text)?);
        }
        Ok(as_character(&value)?)
    }

    /// An argument as one number.
    pub fn number(&mut self, name: &str) -> Eval<f64> {
        let values = self.doubles(name)?;
        values.first().copied().ok_or_else(|| Failure::new(format!("invalid '{name}' argument")).into())
    }

    /// An argument as one whole number.
    pub fn whole(&mut self, name: &str) -> Eval<i64> {
        let x = self.number(name)?;
        if x.is_nan() {
            return fail(format!("invalid '{name}' argument"));
        }
        Ok(x as i64)
    }

    /// An argument as a count.
    pub fn count(&mut self, name: &str) -> Eval<usize> {
        let x = self.number(name)?;
        if is_na(x) || !(x >= 0.0) {
            return fail(format!("invalid '{name}' argument"));
        }
        self.session.check_length(x, 8.0)?;
        Ok(x as usize)
    }

    /// An argument that is TRUE or FALSE.
    pub fn flag(&mut self, name: &str) -> Eval<bool> {
        let value = self.value(name)?;
        match as_logical(&value)?.first() {
            Some(Some(x)) => Ok(*x),
            _ => fail(format!("invalid '{name}' argument")),
        }
    }

    /// An argument that is one string.
    pub fn string(&mut self, name: &str) -> Eval<String> {
        let value = self.value(name)?;
        match &value {
            Value::Character(v) if !v.data.is_empty() => Ok(v.data.get(0).unwrap_or("NA").to_string()),
            Value::Symbol(s) => Ok(s.as_str().into()),
            _ => fail(format!("invalid '{name}' argument")),
        }
    }

    /// An argument that is one of the choices in its default, abbreviated or not (`match.arg`).
    pub fn choice(&mut self, name: &str) -> Eval<String> {
        let k = self.place(name);
        let code = self.signature.formals[k].1.clone();
        let choices = self.default(&code)?;
        let Value::Character(choices) = choices else { return self.string(name) };
        let choices: Vec<String> = choices.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect();
        let value = match &self.slots[k] {
            Slot::Missing => return Ok(choices.first().cloned().unwrap_or_default()),
            Slot::Given(_) => self.value(name)?,
        };
        if matches!(value, Value::Null) {
            return Ok(choices.first().cloned().unwrap_or_default());
        }
        let Value::Character(given) = &value else {
            return fail(format!("'{name}' must be NULL or a character vector"));
        };
        if given.data.iter().map(|s| s.unwrap_or("NA").to_string()).eq(choices.iter().cloned()) {
            return Ok(choices.first().cloned().unwrap_or_default());
        }
        if given.data.len() != 1 {
            return fail(format!("'{name}' must be of length 1"));
        }
        let text = given.data.get(0).unwrap_or("NA");
        let fits: Vec<&String> = choices.iter().filter(|c| c.starts_with(text)).collect();
        if let Some(exact) = choices.iter().find(|c| *c == text) {
            return Ok(exact.clone());
        }
        match fits.as_slice() {
            [one] => Ok((*one).clone()),
            _ => {
                let quoted: Vec<String> = choices.iter().map(|c| format!("\"{c}\"")).collect();
                fail(format!("'{name}' should be one of {}", quoted.join(", ")))
            }
        }
    }

    /// An argument that is a function, or the name of one.
    pub fn function(&mut self, name: &str) -> Eval {
        let value = self.value(name)?;
        if value.is_function() {
            return Ok(value);
        }
        if let Value::Character(v) = &value
            && v.data.len() == 1
        {
            let env = self.env.clone();
            return self.session.find_function(Symbol::new(v.data.get(0).unwrap_or("NA")), &env);
        }
        let text = crate::value::deparse_line(&self.expression(name));
        fail(format!("'{text}' is not a function, character or symbol"))
    }

    /// An argument that is a list, or a vector as one.
    pub fn items(&mut self, name: &str) -> Eval<Items> {
        Ok(crate::value::as_list(&self.value(name)?))
    }

    /// An argument that is an environment.
    pub fn environment(&mut self, name: &str) -> Eval<Environment> {
        match self.value(name)? {
            Value::Environment(e) => Ok(e),
            other => fail(format!("'{name}' must be an environment, not a {}", type_name(&other))),
        }
    }

    /// Positions counted from one as counted from zero; NA and zero are refused.
    pub fn positions(&mut self, name: &str) -> Eval<Vec<usize>> {
        let values = self.integers(name)?;
        let one = |&i: &i32| match usize::try_from(i) {
            Ok(i) if i > 0 => Ok(i - 1),
            _ => Err(Failure::new(format!("invalid '{name}' argument")).into()),
        };
        values.iter().map(one).collect()
    }

    /// Calls a function on values, as from here.
    pub fn apply(&mut self, function: &Value, arguments: Vec<Argument>) -> Eval {
        let env = self.env.clone();
        self.session.call(function, arguments, &env)
    }

    /// Calls the function called `name` on values, as from here.
    pub fn apply_named(&mut self, name: &str, arguments: Vec<Argument>) -> Eval {
        let env = self.env.clone();
        self.session.call_named(name, arguments, &env)
    }

    /// Returns a value that is not printed.
    pub fn invisible(&mut self, value: Value) -> Eval {
        self.session.visible = false;
        Ok(value)
    }
}

impl From<Strings> for Value {
    fn from(data: Strings) -> Self {
        Self::Character(Vector { data, attributes: Default::default() })
    }
}
