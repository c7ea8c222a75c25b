//! The state of one run of R code.

use super::{Builtin, Eval, Handler, Host, Method, Output, Signature, fail};
use crate::value::{Argument, Call, Environment, Primitive, Symbol, Value, known};
use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How far evaluation may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nested calls.
    pub depth: usize,
    /// Evaluation steps, if limited.
    pub steps: Option<u64>,
    /// Elements of one vector.
    pub elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 5000, steps: None, elements: 1 << 31 }
    }
}

/// A function being evaluated.
pub struct Context {
    /// The call.
    pub call: Rc<Call>,
    /// The function.
    pub function: Value,
    /// Its variables.
    pub environment: Environment,
    /// Where it was called from.
    pub caller: Environment,
    /// Its arguments as supplied.
    pub arguments: Rc<Vec<Argument>>,
    /// Code to run when it ends.
    pub on_exit: Vec<Value>,
    /// How it was chosen, when it is a method.
    pub method: Option<Rc<Method>>,
}

/// An R package as the engine loads it.
pub struct Package {
    /// Name.
    pub name: &'static str,
    /// Version it behaves as.
    pub version: &'static str,
    /// Tables of functions written in Rust.
    pub functions: &'static [&'static [Builtin]],
    /// R code with more functions: file name and text.
    pub code: &'static [(&'static str, &'static str)],
    /// Packages attached with it.
    pub depends: &'static [&'static str],
    /// Packages whose exports it shows as its own.
    pub reexports: &'static [(&'static str, &'static [&'static str])],
    /// What attaching shows after the masking messages, with `message`'s newline.
    pub greeting: Option<&'static str>,
    /// Data sets by name; made when first asked for.
    pub data: fn(&mut Session, &str) -> Option<Value>,
    /// The names of the data sets.
    pub data_names: &'static [&'static str],
}

/// The state of one run.
pub struct Session {
    /// The user's environment.
    pub global: Environment,
    /// The base package.
    pub base: Environment,
    /// Functions being evaluated, the innermost last.
    pub contexts: Vec<Context>,
    /// Condition handlers and restarts, the innermost last.
    pub handlers: Vec<Handler>,
    /// R's options.
    pub options: BTreeMap<String, Value>,
    /// The outside world.
    pub host: Box<dyn Host>,
    /// What was shown.
    pub output: Output,
    /// Whether the last value is to be printed at the top.
    pub visible: bool,
    /// How far evaluation may go.
    pub limits: Limits,
    /// Methods registered by packages, by `generic.class`.
    pub methods: Environment,
    /// The packages there are, loaded or not.
    pub known_packages: &'static [&'static Package],
    /// Loaded namespaces.
    pub namespaces: BTreeMap<String, Environment>,
    pub(super) rows: Vec<(&'static Builtin, Option<Rc<Signature>>)>,
    pub(super) depth: usize,
    pub(super) counter: u64,
    empty: Environment,
    states: BTreeMap<TypeId, Box<dyn Any>>,
}

impl Session {
    /// A session with the base packages of `packages` loaded; `attached` names those on the search path.
    pub fn new(host: Box<dyn Host>, packages: &'static [&'static Package], attached: &[&str]) -> Eval<Self> {
        let base = Environment::root();
        let global = Environment::new(&base);
        let methods = Environment::root();
        let mut session = Self {
            global,
            base,
            contexts: Vec::new(),
            handlers: Vec::new(),
            options: BTreeMap::new(),
            host,
            output: Output::default(),
            visible: true,
            limits: Limits::default(),
            methods,
            known_packages: packages,
            namespaces: BTreeMap::new(),
            rows: Vec::new(),
            depth: 0,
            counter: 0,
            empty: Environment::root(),
            states: BTreeMap::new(),
        };
        session.namespace("base")?;
        for name in attached {
            session.attach(name)?;
        }
        Ok(session)
    }

    /// State of a package's own, made when first asked for.
    pub fn state<T: Default + 'static>(&mut self) -> &mut T {
        self.states
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Box::<T>::default())
            .downcast_mut()
            .expect("stored under the number of its own type")
    }

    /// The environment with nothing in it and nothing around it.
    pub fn empty(&self) -> Environment {
        self.empty.clone()
    }

    /// How deeply calls are nested.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Sets how deeply calls are nested, after unwinding.
    pub fn set_depth(&mut self, depth: usize) {
        self.depth = depth;
    }

    /// A number nobody else has.
    pub fn fresh(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// The row of a function written in Rust.
    pub fn row(&self, primitive: Primitive) -> &'static Builtin {
        self.rows[primitive.row as usize].0
    }

    /// The formals of a function written in Rust.
    pub fn signature(&mut self, primitive: Primitive) -> Rc<Signature> {
        let (row, signature) = &mut self.rows[primitive.row as usize];
        Rc::clone(signature.get_or_insert_with(|| Rc::new(row.signature())))
    }

    pub(super) fn register(&mut self, row: &'static Builtin) -> Value {
        let name = Symbol::new(row.name());
        self.rows.push((row, None));
        let row = u32::try_from(self.rows.len() - 1).expect("fewer than 2^32 functions");
        Value::Primitive(Primitive { row, name })
    }

    /// An option of R's, or NULL.
    pub fn option(&self, name: &str) -> Value {
        self.options.get(name).cloned().unwrap_or(Value::Null)
    }

    /// An option that is a whole number.
    pub fn option_number(&self, name: &str, default: i64) -> i64 {
        match self.options.get(name) {
            Some(Value::Integer(v)) if v.data.len() == 1 => i64::from(v.data[0]),
            Some(Value::Double(v)) if v.data.len() == 1 => v.data[0] as i64,
            _ => default,
        }
    }

    /// Prints text.
    pub fn write(&mut self, text: &str) {
        self.output.write(text);
    }

    /// Counts a step of evaluation.
    pub(super) fn step(&mut self) -> Eval<()> {
        if let Some(steps) = &mut self.limits.steps {
            match steps.checked_sub(1) {
                Some(left) => *steps = left,
                None => return fail("evaluation took more steps than the session allows"),
            }
        }
        Ok(())
    }

    /// Refuses a vector that is too long, in R's words.
    pub fn check_length(&self, elements: f64, size: f64) -> Eval<()> {
        if elements <= self.limits.elements as f64 {
            return Ok(());
        }
        let bytes = elements * size;
        let (amount, unit) = if bytes >= 1024f64.powi(3) {
            (bytes / 1024f64.powi(3), "Gb")
        } else {
            (bytes / 1024f64.powi(2), "Mb")
        };
        fail(format!("cannot allocate vector of size {amount:.1} {unit}"))
    }

    /// The innermost function being evaluated whose frame is `environment`.
    pub fn context_of(&self, environment: &Environment) -> Option<&Context> {
        self.contexts.iter().rev().find(|c| c.environment.same(environment))
    }

    /// The call stack position of a frame.
    pub fn context_index(&self, environment: &Environment) -> Option<usize> {
        self.contexts.iter().rposition(|c| c.environment.same(environment))
    }

    /// Evaluates an expression at the top, leaving errors as condition objects.
    pub fn run(&mut self, expression: &Value) -> Result<Value, Value> {
        self.visible = true;
        let global = self.global.clone();
        let result = self.eval(expression, &global);
        self.settle(result)
    }

    /// Ends what was run at the top: errors become condition objects, stray jumps errors.
    pub fn settle(&mut self, result: Eval) -> Result<Value, Value> {
        use super::Signal;
        let outcome = match result {
            Ok(value) => Ok(value),
            Err(signal) => match *signal {
                Signal::Failure(failure) => match *self.raise(failure, None) {
                    Signal::Error(condition) => Err(condition),
                    _ => Err(super::condition("unhandled jump", None, &["simpleError", "error"])),
                },
                Signal::Error(condition) => Err(condition),
                Signal::Return(_, value) => Ok(value),
                Signal::Break | Signal::Next => Err(super::condition(
                    "no loop for break/next, jump to top level",
                    None,
                    &["simpleError", "error"],
                )),
                Signal::Unwind(_, mut values) => Ok(values.pop().unwrap_or(Value::Null)),
            },
        };
        if outcome.is_err() {
            self.contexts.clear();
            self.handlers.clear();
            self.depth = 0;
            while self.output.is_captured() {
                self.output.end_capture();
            }
        }
        outcome
    }

    /// Prints a value as the top level does.
    pub fn print(&mut self, value: &Value) -> Eval<()> {
        let global = self.global.clone();
        self.call_named("print", vec![Argument::named(known::X, value.clone())], &global)?;
        Ok(())
    }
}
