//! S3: finding and calling methods.

use super::{Dispatch, Eval, Session, fail};
use crate::value::{Argument, Call, Environment, Failure, Primitive, Symbol, Value, implicit_class};
use std::rc::Rc;

/// How a method was chosen, for `NextMethod`.
#[derive(Clone)]
pub struct Method {
    /// The generic.
    pub generic: String,
    /// The group of the generic, `""` for none.
    pub group: &'static str,
    /// Classes still to be tried.
    pub rest: Vec<String>,
    /// The object it was chosen by.
    pub object: Value,
    /// Where the generic was called.
    pub caller: Environment,
}

const MATH_GROUP: &str = "Math";
const OPS_GROUP: &str = "Ops";
const SUMMARY_GROUP: &str = "Summary";

/// The call as a method sees it: of the method itself.
fn renamed(call: &Rc<Call>, name: &str) -> Rc<Call> {
    Rc::new(Call { function: Value::symbol(name), ..call.as_ref().clone() })
}

impl Session {
    /// The method `generic.class`, seen from `environment` or registered.
    pub fn find_method(&mut self, generic: &str, class: &str, environment: &Environment) -> Option<Value> {
        let name = Symbol::new(&format!("{generic}.{class}"));
        let found = environment.search(name, |v| match v {
            Value::Closure(_) | Value::Primitive(_) => Some(v.clone()),
            Value::Promise(p) => p.value().filter(Value::is_function),
            _ => None,
        });
        found.or_else(|| self.methods.get(name))
    }

    /// Whether a method for an object can be seen from `environment`, or is registered.
    pub fn has_method_near(&mut self, generic: &str, object: &Value, environment: &Environment) -> bool {
        let mut classes = implicit_class(object);
        classes.push("default".into());
        classes.iter().any(|class| self.find_method(generic, class, environment).is_some())
    }

    /// The first method for `classes`, with the classes after the one it is for and its name.
    fn first_method(
        &mut self,
        generic: &str,
        group: &str,
        classes: &[String],
        environment: &Environment,
    ) -> Option<(Value, Vec<String>, String)> {
        for (i, class) in classes.iter().enumerate() {
            if let Some(method) = self.find_method(generic, class, environment) {
                return Some((method, classes[i + 1..].to_vec(), format!("{generic}.{class}")));
            }
            if !group.is_empty()
                && let Some(method) = self.find_method(group, class, environment)
            {
                return Some((method, classes[i + 1..].to_vec(), format!("{group}.{class}")));
            }
        }
        None
    }

    /// `UseMethod(generic, object)`
    pub fn use_method(
        &mut self,
        generic: &str,
        object: &Value,
        call: &Rc<Call>,
        arguments: Vec<Argument>,
        environment: &Environment,
    ) -> Eval {
        let classes = implicit_class(object);
        let (function, rest, name) = match self.first_method(generic, "", &classes, environment) {
            Some(found) => found,
            None => match self.find_method(generic, "default", environment) {
                Some(function) => (function, Vec::new(), format!("{generic}.default")),
                None => {
                    let class = crate::value::class_vector(object);
                    let shown = if class.len() == 1 {
                        format!("\"{}\"", class[0])
                    } else {
                        format!(
                            "\"c({})\"",
                            class.iter().map(|c| format!("'{c}'")).collect::<Vec<_>>().join(", ")
                        )
                    };
                    return fail(format!(
                        "no applicable method for '{generic}' applied to an object of class {shown}"
                    ));
                }
            },
        };
        let method = Method {
            generic: generic.into(),
            group: "",
            rest,
            object: object.clone(),
            caller: environment.clone(),
        };
        self.call_method(&function, &renamed(call, &name), arguments, environment, method)
    }

    fn call_method(
        &mut self,
        function: &Value,
        call: &Rc<Call>,
        arguments: Vec<Argument>,
        environment: &Environment,
        method: Method,
    ) -> Eval {
        let method = Rc::new(method);
        match function {
            Value::Closure(closure) => {
                self.apply_closure(closure, call, arguments, environment, Some(method))
            }
            Value::Primitive(primitive) => {
                let lazy = matches!(self.row(*primitive).kind, super::Kind::Lazy(_) | super::Kind::Generic);
                let mut values = arguments;
                if !lazy {
                    for argument in &mut values {
                        argument.value = self.force(std::mem::take(&mut argument.value))?;
                    }
                }
                self.run_primitive(*primitive, call, values, environment, Some(method))
            }
            _ => fail("attempt to apply non-function"),
        }
    }

    /// Calls a generic function written in Rust.
    pub(super) fn apply_generic(
        &mut self,
        primitive: Primitive,
        call: &Rc<Call>,
        mut arguments: Vec<Argument>,
        environment: &Environment,
    ) -> Eval {
        let signature = self.signature(primitive);
        let first = signature.formals.first().map(|f| f.0);
        let place = arguments
            .iter()
            .position(|a| a.name.is_some() && a.name == first)
            .or_else(|| arguments.iter().position(|a| a.name.is_none()))
            .or(if arguments.is_empty() { None } else { Some(0) });
        let object = match place {
            Some(i) => {
                let code = std::mem::take(&mut arguments[i].value);
                let value = self.force(code.clone())?;
                arguments[i].value = code;
                value
            }
            None => Value::Null,
        };
        let generic = primitive.name.as_str();
        let printing = generic == "print" && self.output.begin_printing();
        let printed = printing.then(|| object.clone());
        let result = self.use_method(generic, &object, call, arguments, environment);
        if let Some(value) = printed {
            self.output.end_printing(value);
        }
        result.map_err(|s| self.attach_call(s, call))
    }

    /// The result of a method for a function that dispatches internally, if its arguments have one.
    pub(super) fn try_dispatch(
        &mut self,
        primitive: Primitive,
        call: &Rc<Call>,
        arguments: &[Argument],
        environment: &Environment,
    ) -> Option<Eval> {
        let generic = primitive.name.as_str();
        let group = match self.row(primitive).dispatch {
            Dispatch::None => return None,
            Dispatch::First => "",
            Dispatch::Math => MATH_GROUP,
            Dispatch::Summary => SUMMARY_GROUP,
            Dispatch::Ops => OPS_GROUP,
        };
        let mut found: Option<(Value, Vec<String>, String, Value)> = None;
        let tried = if group == OPS_GROUP { 2 } else { 1 };
        for argument in arguments.iter().take(tried) {
            let kept = if let Value::Promise(p) = &argument.value { p.value() } else { None };
            let object = kept.as_ref().unwrap_or(&argument.value);
            if !object.is_object() {
                continue;
            }
            let classes = implicit_class(object);
            if let Some((function, rest, name)) = self.first_method(generic, group, &classes, environment) {
                // The first operand's method wins; R warns when the two differ.
                found = Some((function, rest, name, object.clone()));
                break;
            }
        }
        let (function, rest, name, object) = found?;
        let method = Method { generic: generic.into(), group, rest, object, caller: environment.clone() };
        Some(self.call_method(&function, &renamed(call, &name), arguments.to_vec(), environment, method))
    }

    /// `NextMethod()` from the method whose frame is `environment`.
    pub fn next_method(&mut self, environment: &Environment, extra: Vec<Argument>) -> Eval {
        let Some(context) = self.context_of(environment) else {
            return fail("NextMethod called from outside a method dispatch");
        };
        let call = Rc::clone(&context.call);
        let mut arguments: Vec<Argument> = context.arguments.to_vec();
        let formals = match &context.function {
            Value::Closure(c) => c.formals.clone(),
            _ => Rc::from(Vec::new()),
        };
        let method = match context.method.clone() {
            Some(method) => method,
            None => {
                let name = call.name().map_or("", |n| n.as_str());
                let object = match formals.first().and_then(|f| environment.get(f.name)) {
                    Some(value) => self.force(value)?,
                    None => Value::Null,
                };
                let classes = implicit_class(&object);
                let split =
                    classes.iter().find_map(|c| name.strip_suffix(&format!(".{c}")).map(|g| (g, c.clone())));
                let Some((generic, class)) = split else { return fail("generic function not specified") };
                let rest = classes.iter().skip_while(|c| **c != class).skip(1).cloned().collect();
                Rc::new(Method {
                    generic: generic.into(),
                    group: "",
                    rest,
                    object,
                    caller: environment.clone(),
                })
            }
        };
        for argument in extra {
            match arguments.iter_mut().find(|a| argument.name.is_some() && a.name == argument.name) {
                Some(old) => old.value = argument.value,
                None => arguments.push(argument),
            }
        }
        self.continue_method(&method, &call, arguments, environment)
    }

    /// Calls the method after the one described by `method`.
    pub fn continue_method(
        &mut self,
        method: &Rc<Method>,
        call: &Rc<Call>,
        arguments: Vec<Argument>,
        environment: &Environment,
    ) -> Eval {
        let generic = method.generic.clone();
        let caller = method.caller.clone();
        if let Some((function, rest, name)) = self.first_method(&generic, method.group, &method.rest, &caller)
        {
            let next = Method { rest, ..method.as_ref().clone() };
            return self.call_method(&function, &renamed(call, &name), arguments, environment, next);
        }
        let next = Method { rest: Vec::new(), ..method.as_ref().clone() };
        if let Some(function) = self.find_method(&generic, "default", &caller) {
            let call = renamed(call, &format!("{generic}.default"));
            return self.call_method(&function, &call, arguments, environment, next);
        }
        // The function itself, without dispatch.
        match self.find_function(Symbol::new(&generic), &self.base.clone()) {
            Ok(Value::Primitive(primitive)) => {
                let mut values = arguments;
                for argument in &mut values {
                    argument.value = self.force(std::mem::take(&mut argument.value))?;
                }
                self.run_primitive(primitive, call, values, environment, None)
            }
            Ok(function @ Value::Closure(_)) => self.call_as(&function, arguments, environment, call),
            _ => Err(Failure::new("no more methods for '".to_string() + &generic + "'").into()),
        }
    }

    /// Calls a generic by name on values, for code in Rust that needs R's dispatch.
    pub fn dispatch_on(
        &mut self,
        generic: &str,
        object: Value,
        rest: Vec<Argument>,
        environment: &Environment,
    ) -> Eval {
        let mut arguments = vec![Argument::new(object)];
        arguments.extend(rest);
        self.call_named(generic, arguments, environment)
    }
}
