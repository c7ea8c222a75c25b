//! Evaluation of expressions and calls.

use super::{Args, Context, Dispatch, Eval, Kind, Method, Session, Signal, Slot, fail, match_arguments};
use crate::value::{Argument, Call, Closure, Environment, Failure, Primitive, Promise, Symbol, Value, known};
use std::rc::Rc;

impl Session {
    /// Evaluates an expression in an environment.
    pub fn eval(&mut self, expression: &Value, environment: &Environment) -> Eval {
        match expression {
            Value::Symbol(name) => self.variable(*name, environment),
            Value::Language(call) => self.eval_call(call, environment),
            Value::Promise(_) => self.force(expression.clone()),
            constant => {
                self.visible = true;
                Ok(constant.clone())
            }
        }
    }

    /// The value of a variable.
    pub fn variable(&mut self, name: Symbol, environment: &Environment) -> Eval {
        self.visible = true;
        let Some(value) = environment.search(name, |v| Some(v.clone())) else {
            return self.unbound(name, environment);
        };
        match value {
            Value::Promise(_) => self.force(value),
            Value::Missing => fail(format!("argument \"{name}\" is missing, with no default")),
            Value::Closure(_) if self.is_active(name, environment) => {
                self.call(&value, Vec::new(), environment)
            }
            value => Ok(value),
        }
    }

    fn is_active(&self, name: Symbol, environment: &Environment) -> bool {
        environment.find_with_owner(name).is_some_and(|(_, owner)| owner.is_active(name))
    }

    fn unbound(&mut self, name: Symbol, environment: &Environment) -> Eval {
        let text = name.as_str();
        if let Some(k) = text.strip_prefix("..").and_then(|k| k.parse::<usize>().ok()) {
            let Some(Value::Dots(dots)) = environment.find(known::DOTS) else {
                return fail(format!("..{k} used in an incorrect context, no ... to look in"));
            };
            return match dots.get(k.wrapping_sub(1)) {
                Some(argument) => self.force(argument.value.clone()),
                None => fail(format!(
                    "the ... list contains fewer than {k} element{}",
                    if k == 1 { "" } else { "s" }
                )),
            };
        }
        fail(format!("object '{text}' not found"))
    }

    /// The value of a promise; other values as they are.
    pub fn force(&mut self, value: Value) -> Eval {
        let Value::Promise(promise) = value else { return Ok(value) };
        if let Some(value) = promise.value() {
            return Ok(value);
        }
        let Some((expression, environment)) = promise.begin() else {
            return fail(
                "promise already under evaluation: recursive default argument reference or earlier problems?",
            );
        };
        let result = self.eval(&expression, &environment);
        match result {
            Ok(value) => {
                promise.end(Some(value.clone()));
                Ok(value)
            }
            Err(signal) => {
                promise.end(None);
                Err(signal)
            }
        }
    }

    /// Evaluates a call.
    pub fn eval_call(&mut self, call: &Rc<Call>, environment: &Environment) -> Eval {
        self.step()?;
        let function = match &call.function {
            Value::Symbol(name) => {
                self.find_function(*name, environment).map_err(|e| self.attach_call(e, call))?
            }
            Value::Character(v) if v.data.len() == 1 => {
                let name = Symbol::new(v.data.get(0).unwrap_or("NA"));
                self.find_function(name, environment).map_err(|e| self.attach_call(e, call))?
            }
            other => {
                let function = self.eval(other, environment)?;
                if !function.is_function() {
                    return fail("attempt to apply non-function");
                }
                function
            }
        };
        if self.depth >= self.limits.depth {
            return Err(Failure::new(
                "evaluation nested too deeply: infinite recursion / options(expressions=)?",
            )
            .class("expressionStackOverflowError")
            .class("stackOverflowError")
            .into());
        }
        self.depth += 1;
        let result = self.dispatch_call(&function, call, environment);
        self.depth -= 1;
        result
    }

    fn dispatch_call(&mut self, function: &Value, call: &Rc<Call>, environment: &Environment) -> Eval {
        match function {
            Value::Primitive(primitive) => match self.row(*primitive).kind {
                Kind::Special(run) => run(self, call, environment),
                Kind::Operator(run) => self.eval_operator(*primitive, run, call, environment),
                Kind::Extract(run) => self.eval_extract(*primitive, run, call, environment),
                Kind::Eager(_) => {
                    let arguments = self.evaluate_arguments(&call.arguments, environment)?;
                    self.apply_primitive(*primitive, call, arguments, environment)
                }
                Kind::Lazy(_) | Kind::Generic => {
                    let arguments = self.promise_arguments(&call.arguments, environment)?;
                    self.apply_primitive(*primitive, call, arguments, environment)
                }
            },
            Value::Closure(closure) => {
                let arguments = self.promise_arguments(&call.arguments, environment)?;
                self.apply_closure(closure, call, arguments, environment, None)
            }
            _ => fail("attempt to apply non-function"),
        }
    }

    fn eval_operator(
        &mut self,
        primitive: Primitive,
        run: fn(&mut Self, &Value, Option<&Value>) -> Eval,
        call: &Rc<Call>,
        environment: &Environment,
    ) -> Eval {
        let plain = |a: &Argument| !matches!(a.value, Value::Missing | Value::Symbol(known::DOTS));
        match call.arguments.as_slice() {
            [a, b] if plain(a) && plain(b) => {
                let x = self.eval(&a.value, environment)?;
                let y = self.eval(&b.value, environment)?;
                if x.is_object() || y.is_object() {
                    let arguments =
                        vec![Argument { name: a.name, value: x }, Argument { name: b.name, value: y }];
                    return self.apply_primitive(primitive, call, arguments, environment);
                }
                self.visible = true;
                run(self, &x, Some(&y)).map_err(|s| self.attach_call(s, call))
            }
            _ => {
                let arguments = self.evaluate_arguments(&call.arguments, environment)?;
                self.apply_primitive(primitive, call, arguments, environment)
            }
        }
    }

    /// Evaluates `x[...]`, `x[[...]]`, `x$name` or `x@name`. Methods get the object and the subscripts as
    /// promises already kept, so that they can still ask for their code.
    fn eval_extract(
        &mut self,
        primitive: Primitive,
        run: fn(&mut Self, &Value, &[Argument]) -> Eval,
        call: &Rc<Call>,
        environment: &Environment,
    ) -> Eval {
        let by_name = matches!(primitive.name, known::DOLLAR | known::AT);
        let mut arguments = match call.arguments.split_first() {
            Some((first, rest)) if by_name => {
                let mut all = self.evaluate_arguments(std::slice::from_ref(first), environment)?;
                let name = |a: &Argument| Argument { name: a.name, value: super::dollar_name(&a.value) };
                all.extend(rest.iter().map(name));
                all
            }
            _ => self.evaluate_subscripts(&call.arguments, environment)?,
        };
        let Some(object) = arguments.first().map(|a| a.value.clone()) else {
            return fail("nothing to take a part of").map_err(|s| self.attach_call(s, call));
        };
        if object.is_object() {
            let plain = arguments.len() == call.arguments.len();
            if plain && !call.values().any(|v| matches!(v, Value::Symbol(known::DOTS))) && !by_name {
                for (argument, code) in arguments.iter_mut().zip(call.values()) {
                    if matches!(code, Value::Symbol(_) | Value::Language(_))
                        && !matches!(argument.value, Value::Missing)
                    {
                        let value = std::mem::take(&mut argument.value);
                        argument.value = Value::Promise(Promise::forced(code.clone(), value));
                    }
                }
            }
            if let Some(result) = self.try_dispatch(primitive, call, &arguments, environment) {
                return result;
            }
            for argument in &mut arguments {
                argument.value = self.force(std::mem::take(&mut argument.value))?;
            }
        }
        self.visible = true;
        run(self, &object, &arguments[1..]).map_err(|s| self.attach_call(s, call))
    }

    /// Evaluates the arguments of a call, `...` expanded.
    pub fn evaluate_arguments(
        &mut self,
        arguments: &[Argument],
        environment: &Environment,
    ) -> Eval<Vec<Argument>> {
        let mut out = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match &argument.value {
                Value::Symbol(known::DOTS) => match environment.find(known::DOTS) {
                    Some(Value::Dots(dots)) => {
                        for dot in dots.iter() {
                            let value = match &dot.value {
                                Value::Missing => Value::Missing,
                                value => self.force(value.clone())?,
                            };
                            out.push(Argument { name: dot.name, value });
                        }
                    }
                    Some(_) => {}
                    None => return fail("'...' used in an incorrect context"),
                },
                Value::Missing => out.push(argument.clone()),
                Value::Symbol(name) => {
                    let value = self.variable(*name, environment)?;
                    out.push(Argument { name: argument.name, value });
                }
                code => {
                    let value = self.eval(code, environment)?;
                    out.push(Argument { name: argument.name, value });
                }
            }
        }
        Ok(out)
    }

    /// Evaluates arguments, letting those that are formals without a value stay missing, as `x[i, ]` needs.
    pub fn evaluate_subscripts(
        &mut self,
        arguments: &[Argument],
        environment: &Environment,
    ) -> Eval<Vec<Argument>> {
        let mut out = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match &argument.value {
                Value::Symbol(name) if *name != known::DOTS && is_absent(*name, environment) => {
                    out.push(Argument { name: argument.name, value: Value::Missing });
                }
                _ => out.extend(self.evaluate_arguments(std::slice::from_ref(argument), environment)?),
            }
        }
        Ok(out)
    }

    /// The arguments of a call as promises, `...` expanded.
    pub fn promise_arguments(
        &mut self,
        arguments: &[Argument],
        environment: &Environment,
    ) -> Eval<Vec<Argument>> {
        let mut out = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match &argument.value {
                Value::Symbol(known::DOTS) => match environment.find(known::DOTS) {
                    Some(Value::Dots(dots)) => out.extend(dots.iter().cloned()),
                    Some(_) => {}
                    None => return fail("'...' used in an incorrect context"),
                },
                Value::Missing => out.push(argument.clone()),
                code @ (Value::Symbol(_) | Value::Language(_)) => {
                    let promise = Promise::new(code.clone(), environment.clone());
                    out.push(Argument { name: argument.name, value: Value::Promise(promise) });
                }
                constant => out.push(Argument { name: argument.name, value: constant.clone() }),
            }
        }
        Ok(out)
    }

    /// Calls a function with values.
    pub fn call(&mut self, function: &Value, arguments: Vec<Argument>, environment: &Environment) -> Eval {
        let call = Rc::new(Call::of(Value::symbol("FUN"), arguments.iter().map(quoted).collect()));
        self.call_as(function, arguments, environment, &call)
    }

    /// Calls the function called `name` with values.
    pub fn call_named(&mut self, name: &str, arguments: Vec<Argument>, environment: &Environment) -> Eval {
        let function = self.find_function(Symbol::new(name), environment)?;
        let call = Rc::new(Call::new(name, arguments.iter().map(quoted).collect()));
        self.call_as(&function, arguments, environment, &call)
    }

    /// Calls a function with values or promises under a given call.
    pub fn call_as(
        &mut self,
        function: &Value,
        arguments: Vec<Argument>,
        environment: &Environment,
        call: &Rc<Call>,
    ) -> Eval {
        match function {
            Value::Closure(closure) => self.apply_closure(closure, call, arguments, environment, None),
            Value::Primitive(primitive) => match self.row(*primitive).kind {
                Kind::Special(run) => {
                    let call = Rc::new(Call::of(function.clone(), arguments.iter().map(quoted).collect()));
                    run(self, &call, environment)
                }
                Kind::Lazy(_) | Kind::Generic => {
                    self.apply_primitive(*primitive, call, arguments, environment)
                }
                _ => {
                    let mut values = arguments;
                    for argument in &mut values {
                        argument.value = self.force(std::mem::take(&mut argument.value))?;
                    }
                    self.apply_primitive(*primitive, call, values, environment)
                }
            },
            _ => fail("attempt to apply non-function"),
        }
    }

    /// Runs a function written in Rust on matched arguments, methods first.
    pub fn apply_primitive(
        &mut self,
        primitive: Primitive,
        call: &Rc<Call>,
        arguments: Vec<Argument>,
        environment: &Environment,
    ) -> Eval {
        let row = self.row(primitive);
        if matches!(row.kind, Kind::Generic) {
            return self.apply_generic(primitive, call, arguments, environment);
        }
        if row.dispatch != Dispatch::None
            && let Some(result) = self.try_dispatch(primitive, call, &arguments, environment)
        {
            return result;
        }
        self.run_primitive(primitive, call, arguments, environment, None)
    }

    /// Runs a function written in Rust on matched arguments, without looking for methods.
    pub fn run_primitive(
        &mut self,
        primitive: Primitive,
        call: &Rc<Call>,
        arguments: Vec<Argument>,
        environment: &Environment,
        method: Option<Rc<Method>>,
    ) -> Eval {
        let row = self.row(primitive);
        self.visible = true;
        let result = match row.kind {
            Kind::Operator(run) => {
                let mut values = arguments.into_iter().map(|a| a.value);
                match (values.next(), values.next(), values.next()) {
                    (Some(x), y, None) => run(self, &x, y.as_ref()),
                    _ => fail(format!("operator needs one or two arguments: `{}`", primitive.name)),
                }
            }
            Kind::Eager(run) | Kind::Lazy(run) => {
                let signature = self.signature(primitive);
                let names: Vec<Symbol> = signature.formals.iter().map(|f| f.0).collect();
                match match_arguments(&names, signature.dots, &arguments) {
                    Err(failure) => Err(failure.into()),
                    Ok(matched) => {
                        let mut supplied: Vec<Option<Argument>> = arguments.into_iter().map(Some).collect();
                        let take = |i: usize, supplied: &mut Vec<Option<Argument>>| {
                            supplied[i].take().expect("each argument is matched once")
                        };
                        let slots = matched.formals.iter().map(|m| match m {
                            Some(i) => match take(*i, &mut supplied).value {
                                Value::Missing => Slot::Missing,
                                value => Slot::Given(value),
                            },
                            None => Slot::Missing,
                        });
                        let slots: Vec<Slot> = slots.collect();
                        let dots = matched.dots.iter().map(|&i| take(i, &mut supplied)).collect();
                        let mut args = Args::new(self, environment, call, signature, slots, dots, method);
                        run(&mut args)
                    }
                }
            }
            Kind::Extract(run) => match arguments.split_first() {
                Some((first, rest)) => run(self, &first.value, rest),
                None => fail("nothing to take a part of"),
            },
            Kind::Special(run) => run(self, call, environment),
            Kind::Generic => self.apply_generic(primitive, call, arguments, environment),
        };
        result.map_err(|signal| self.attach_call(signal, call))
    }

    /// Gives an error without a call this one, and runs the handlers for it.
    pub fn attach_call(&mut self, signal: Box<Signal>, call: &Rc<Call>) -> Box<Signal> {
        match *signal {
            Signal::Failure(failure) => {
                let call = if failure.bare { None } else { Some(call) };
                self.raise(failure, call.map(|c| Value::Language(Rc::clone(c))))
            }
            other => Box::new(other),
        }
    }

    /// Evaluates a function written in R.
    pub fn apply_closure(
        &mut self,
        closure: &Rc<Closure>,
        call: &Rc<Call>,
        arguments: Vec<Argument>,
        caller: &Environment,
        method: Option<Rc<Method>>,
    ) -> Eval {
        let environment = Environment::new(&closure.environment);
        let arguments = Rc::new(arguments);
        if let Err(failure) = bind(closure, &arguments, &environment) {
            return Err(self.attach_call(failure.into(), call));
        }
        // Methods for a group ask by name which of its members was called.
        if let Some(method) = method.as_ref().filter(|m| !m.group.is_empty()) {
            environment.set(known::GENERIC, Value::string(&method.generic));
        }
        self.contexts.push(Context {
            call: Rc::clone(call),
            function: Value::Closure(Rc::clone(closure)),
            environment: environment.clone(),
            caller: caller.clone(),
            arguments,
            on_exit: Vec::new(),
            method,
        });
        let depth = self.contexts.len();
        let mut result = self.eval(&closure.body, &environment);
        if let Err(signal) = result {
            result = match *signal {
                Signal::Return(target, value) if target.same(&environment) => Ok(value),
                other => Err(self.attach_call(Box::new(other), call)),
            };
        }
        // Handlers that ran meanwhile leave the stack as it was; on.exit code may fail on its own.
        self.contexts.truncate(depth);
        let exits = self.contexts.last_mut().map(|c| std::mem::take(&mut c.on_exit)).unwrap_or_default();
        if !exits.is_empty() {
            let visible = self.visible;
            for code in exits {
                if let Err(signal) = self.eval(&code, &environment) {
                    match *signal {
                        Signal::Return(target, value) if target.same(&environment) => result = Ok(value),
                        other => result = Err(Box::new(other)),
                    }
                }
            }
            self.visible = visible;
        }
        self.contexts.pop();
        result
    }
}

/// An argument that evaluates to its value.
fn quoted(argument: &Argument) -> Argument {
    let value = match &argument.value {
        code @ (Value::Symbol(_) | Value::Language(_)) => Value::call(known::QUOTE, [code.clone()]),
        Value::Promise(promise) => match promise.value() {
            Some(value @ (Value::Symbol(_) | Value::Language(_))) => Value::call(known::QUOTE, [value]),
            _ => promise.expression(),
        },
        value => value.clone(),
    };
    Argument { name: argument.name, value }
}

/// Binds arguments to the formals of a function in its new frame.
fn bind(closure: &Closure, arguments: &[Argument], environment: &Environment) -> Result<(), Failure> {
    let formals = &closure.formals;
    let plain = arguments.iter().all(|a| a.name.is_none()) && arguments.len() <= formals.len();
    if plain && formals.iter().all(|f| f.name != known::DOTS) {
        for (k, formal) in formals.iter().enumerate() {
            let given = arguments.get(k).map(|a| a.value.clone()).filter(|v| !matches!(v, Value::Missing));
            environment.set(formal.name, given.unwrap_or_else(|| default(&formal.default, environment)));
        }
        return Ok(());
    }
    let names: Vec<Symbol> = formals.iter().map(|f| f.name).collect();
    let dots = names.iter().position(|n| *n == known::DOTS);
    let matched = match_arguments(&names, dots, arguments)?;
    for (k, formal) in formals.iter().enumerate() {
        let value = if Some(k) == dots {
            Value::Dots(Rc::new(matched.dots.iter().map(|&i| arguments[i].clone()).collect()))
        } else {
            match matched.formals[k].map(|i| &arguments[i].value) {
                None | Some(Value::Missing) => default(&formal.default, environment),
                Some(value) => value.clone(),
            }
        };
        environment.set(formal.name, value);
    }
    Ok(())
}

/// What a formal without an argument is bound to: a promise of its default in the function's own frame.
fn default(code: &Value, environment: &Environment) -> Value {
    match code {
        Value::Missing => Value::Missing,
        code => Value::Promise(Promise::default_of(code.clone(), environment.clone())),
    }
}

/// Whether a formal was given no value in the sense of `missing`, followed through promises.
pub fn is_missing_argument(name: Symbol, environment: &Environment) -> bool {
    match environment.get(name) {
        Some(Value::Missing) => true,
        Some(Value::Dots(dots)) => dots.is_empty(),
        Some(Value::Promise(promise)) => {
            let state = promise.state();
            match (&state.expression, &state.environment) {
                _ if state.default => true,
                (Value::Symbol(inner), Some(scope)) => is_missing_argument(*inner, scope),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether a formal has neither a value nor a default, followed through promises.
pub(super) fn is_absent(name: Symbol, environment: &Environment) -> bool {
    match environment.get(name) {
        Some(Value::Missing) => true,
        Some(Value::Promise(promise)) => {
            let state = promise.state();
            match (&state.expression, &state.environment) {
                (Value::Symbol(inner), Some(scope)) => is_absent(*inner, scope),
                _ => false,
            }
        }
        _ => false,
    }
}
