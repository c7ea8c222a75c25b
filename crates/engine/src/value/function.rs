//! Functions and promises.

use super::{Attributes, Environment, Symbol, Value};
use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// A function written in R.
#[derive(Clone)]
pub struct Closure {
    /// Its formals in order.
    pub formals: Rc<[Formal]>,
    /// Its body.
    pub body: Value,
    /// Where its free variables are looked up.
    pub environment: Environment,
    /// The text it was written as.
    pub source: Option<Rc<str>>,
    /// Attributes.
    pub attributes: Attributes,
}

/// A formal of a function; its default is [`Value::Missing`] when it has none.
#[derive(Clone)]
pub struct Formal {
    /// The name.
    pub name: Symbol,
    /// The code of the default.
    pub default: Value,
}

/// A function written in Rust: its place in the session's table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Primitive {
    /// Row in the table.
    pub row: u32,
    /// The name it is registered under.
    pub name: Symbol,
}

/// An expression with the environment to evaluate it in, at most once.
#[derive(Clone)]
pub struct Promise(Rc<RefCell<PromiseState>>);

/// What a promise holds.
pub struct PromiseState {
    /// The code.
    pub expression: Value,
    /// Where to evaluate it; gone once it has been.
    pub environment: Option<Environment>,
    /// The value once it is known.
    pub value: Option<Value>,
    /// Set while it is being evaluated.
    pub forcing: bool,
    /// Whether it stands for the default of an argument that was not given.
    pub default: bool,
}

impl Promise {
    /// A promise to evaluate `expression` in `environment`.
    pub fn new(expression: Value, environment: Environment) -> Self {
        let environment = Some(environment);
        Self::of(PromiseState { expression, environment, value: None, forcing: false, default: false })
    }

    /// A promise already kept, whose code is still known.
    pub fn forced(expression: Value, value: Value) -> Self {
        let value = Some(value);
        Self::of(PromiseState { expression, environment: None, value, forcing: false, default: false })
    }

    /// The default of an argument that was not given, to be evaluated in the function's own frame.
    pub fn default_of(expression: Value, environment: Environment) -> Self {
        let constant = !matches!(expression, Value::Symbol(_) | Value::Language(_));
        let value = constant.then(|| expression.clone());
        let environment = (!constant).then_some(environment);
        Self::of(PromiseState { expression, environment, value, forcing: false, default: true })
    }

    fn of(state: PromiseState) -> Self {
        Self(Rc::new(RefCell::new(state)))
    }

    /// The code.
    pub fn expression(&self) -> Value {
        self.0.borrow().expression.clone()
    }

    /// The value, if it is known.
    pub fn value(&self) -> Option<Value> {
        self.0.borrow().value.clone()
    }

    /// The environment, until the value is known.
    pub fn environment(&self) -> Option<Environment> {
        self.0.borrow().environment.clone()
    }

    /// The state, to be looked at.
    pub fn state(&self) -> Ref<'_, PromiseState> {
        self.0.borrow()
    }

    /// Marks the beginning of evaluation: the code and environment, or `None` when it is under way already.
    pub fn begin(&self) -> Option<(Value, Environment)> {
        let mut state = self.0.borrow_mut();
        if state.forcing {
            return None;
        }
        state.forcing = true;
        Some((state.expression.clone(), state.environment.clone()?))
    }

    /// Ends evaluation, with the value when there is one.
    pub fn end(&self, value: Option<Value>) {
        let mut state = self.0.borrow_mut();
        state.forcing = false;
        if value.is_some() {
            state.value = value;
            state.environment = None;
        }
    }

    /// Whether two are the same promise.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
