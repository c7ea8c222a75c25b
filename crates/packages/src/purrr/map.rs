//! `map()`, `map2()`, `pmap()`, `imap()` and what they return: lists, or vectors of one type.
//!
//! A [`Walk`] is one loop: its inputs, the function, and how each result is taken. An error inside it says at
//! which index it happened.

use crate::rlang::as_function;
use crate::rlang::conditions::{caused_by, condition, deprecated, error};
use raglan_engine::eval::{Args, Builtin, Eval, Session, Signal, lazy, private};
use raglan_engine::value::{
    Argument, Call, Environment, NA_INTEGER, NA_REAL, Strings, Symbol, Value, as_list, frame, known,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("map(.x, .f, ..., .progress = FALSE)", |a| map(a, "map", Out::List)),
    lazy("map_dbl(.x, .f, ..., .progress = FALSE)", |a| map(a, "map_dbl", Out::Double)),
    lazy("map_int(.x, .f, ..., .progress = FALSE)", |a| map(a, "map_int", Out::Integer)),
    lazy("map_lgl(.x, .f, ..., .progress = FALSE)", |a| map(a, "map_lgl", Out::Logical)),
    lazy("map_chr(.x, .f, ..., .progress = FALSE)", |a| map(a, "map_chr", Out::Character)),
    lazy("map_vec(.x, .f, ..., .ptype = NULL, .progress = FALSE)", |a| {
        a.refuse_unless_default(&[".ptype"])?;
        map(a, "map_vec", Out::Vector)
    }),
    lazy("walk(.x, .f, ..., .progress = FALSE)", |a| {
        map(a, "map", Out::List)?;
        let x = a.value(".x")?;
        a.invisible(x)
    }),
    private(".test(.x, .p, ..., .verb)", test),
    private(".concatenated(x, name)", |a| {
        let name = a.string("name")?;
        let parts: Vec<Value> = a.items("x")?.iter().cloned().collect();
        Ok(frame::concatenate(&parts, &|i| format!("`{name}[[{}]]`", i + 1))?)
    }),
    lazy("map2(.x, .y, .f, ..., .progress = FALSE)", |a| map2(a, "map2", Out::List)),
    lazy("map2_dbl(.x, .y, .f, ..., .progress = FALSE)", |a| map2(a, "map2_dbl", Out::Double)),
    lazy("map2_int(.x, .y, .f, ..., .progress = FALSE)", |a| map2(a, "map2_int", Out::Integer)),
    lazy("map2_lgl(.x, .y, .f, ..., .progress = FALSE)", |a| map2(a, "map2_lgl", Out::Logical)),
    lazy("map2_chr(.x, .y, .f, ..., .progress = FALSE)", |a| map2(a, "map2_chr", Out::Character)),
    lazy("map2_vec(.x, .y, .f, ..., .ptype = NULL, .progress = FALSE)", |a| {
        a.refuse_unless_default(&[".ptype"])?;
        map2(a, "map2_vec", Out::Vector)
    }),
    lazy("walk2(.x, .y, .f, ..., .progress = FALSE)", |a| {
        map2(a, "map2", Out::List)?;
        let x = a.value(".x")?;
        a.invisible(x)
    }),
    lazy("imap(.x, .f, ...)", |a| imap(a, "map2", Out::List)),
    lazy("imap_dbl(.x, .f, ...)", |a| imap(a, "map2_dbl", Out::Double)),
    lazy("imap_int(.x, .f, ...)", |a| imap(a, "map2_int", Out::Integer)),
    lazy("imap_lgl(.x, .f, ...)", |a| imap(a, "map2_lgl", Out::Logical)),
    lazy("imap_chr(.x, .f, ...)", |a| imap(a, "map2_chr", Out::Character)),
    lazy("imap_vec(.x, .f, ...)", |a| imap(a, "map2_vec", Out::Vector)),
    lazy("iwalk(.x, .f, ...)", |a| {
        imap(a, "map2", Out::List)?;
        let x = a.value(".x")?;
        a.invisible(x)
    }),
    lazy("pmap(.l, .f, ..., .progress = FALSE)", |a| pmap(a, "pmap", Out::List)),
    lazy("pmap_dbl(.l, .f, ..., .progress = FALSE)", |a| pmap(a, "pmap_dbl", Out::Double)),
    lazy("pmap_int(.l, .f, ..., .progress = FALSE)", |a| pmap(a, "pmap_int", Out::Integer)),
    lazy("pmap_lgl(.l, .f, ..., .progress = FALSE)", |a| pmap(a, "pmap_lgl", Out::Logical)),
    lazy("pmap_chr(.l, .f, ..., .progress = FALSE)", |a| pmap(a, "pmap_chr", Out::Character)),
    lazy("pmap_vec(.l, .f, ..., .ptype = NULL, .progress = FALSE)", |a| {
        a.refuse_unless_default(&[".ptype"])?;
        pmap(a, "pmap_vec", Out::Vector)
    }),
    lazy("pwalk(.l, .f, ..., .progress = FALSE)", |a| {
        pmap(a, "pmap", Out::List)?;
        let l = a.value(".l")?;
        a.invisible(l)
    }),
];

/// What the results are put into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Out {
    List,
    Double,
    Integer,
    Logical,
    Character,
    /// The type the results have in common.
    Vector,
    /// Like logical, but nothing is converted.
    Test,
}

/// One input of a loop.
struct Input {
    value: Value,
    argument: Option<Symbol>,
    /// How errors and the call name it: `.x`.
    shown: Value,
}

struct Walk {
    verb: &'static str,
    inputs: Vec<Input>,
    names: Option<Strings>,
    n: usize,
    function: Value,
    more: Vec<Argument>,
    call: Rc<Call>,
    out: Out,
}

fn map(args: &mut Args, verb: &'static str, out: Out) -> Eval {
    let x = vector(args, ".x", verb)?;
    let inputs = vec![Input { value: x, argument: None, shown: Value::symbol(".x") }];
    walk(args, verb, inputs, ".f", out)
}

fn test(args: &mut Args) -> Eval {
    let verb = match args.string(".verb")?.as_str() {
        "keep" => "keep",
        "discard" => "discard",
        "map_if" => "map_if",
        "every" => "every",
        "some" => "some",
        "none" => "none",
        "detect_index" => "detect_index",
        _ => "map_lgl",
    };
    let x = vector(args, ".x", verb)?;
    let inputs = vec![Input { value: x, argument: None, shown: Value::symbol(".x") }];
    walk(args, verb, inputs, ".p", Out::Test)
}

fn map2(args: &mut Args, verb: &'static str, out: Out) -> Eval {
    let mut inputs = Vec::with_capacity(2);
    for name in [".x", ".y"] {
        let value = vector(args, name, verb)?;
        inputs.push(Input { value, argument: None, shown: Value::symbol(name) });
    }
    walk(args, verb, inputs, ".f", out)
}

fn imap(args: &mut Args, verb: &'static str, out: Out) -> Eval {
    let x = vector(args, ".x", verb)?;
    let places = match x.names() {
        Some(names) => Value::texts(names.iter()),
        None => Value::integers((1..=i32::try_from(x.len()).unwrap_or(i32::MAX)).collect::<Vec<_>>()),
    };
    let inputs = vec![
        Input { value: x, argument: None, shown: Value::symbol(".x") },
        Input { value: places, argument: None, shown: Value::symbol(".y") },
    ];
    walk(args, verb, inputs, ".f", out)
}

fn pmap(args: &mut Args, verb: &'static str, out: Out) -> Eval {
    let l = args.value(".l")?;
    if !matches!(l, Value::List(_)) {
        let message = format!("`.l` must be a list, not {}.", crate::rlang::friendly_type(&l));
        return Err(error(args.session, verb, &message));
    }
    let names = frame::names_of(&l);
    let items = as_list(&l);
    let mut inputs = Vec::with_capacity(items.len());
    for (k, value) in items.iter().enumerate() {
        let name = names.get(k).filter(|n| !n.is_empty());
        let shown = Value::call("[[", [Value::symbol(".l"), Value::double((k + 1) as f64)]);
        inputs.push(Input { value: value.clone(), argument: name.map(|n| Symbol::new(n)), shown });
    }
    walk(args, verb, inputs, ".f", out)
}

/// An argument to be walked along; environments by their variables.
fn vector(args: &mut Args, name: &str, verb: &str) -> Eval {
    let value = args.value(name)?;
    match &value {
        Value::Environment(_) => args.apply_named("as.list", vec![Argument::new(value)]),
        Value::Null => Ok(Value::list(Vec::new())),
        Value::List(_) | Value::Expression(_) => Ok(value),
        v if v.is_atomic() => Ok(value),
        other => {
            let message = format!("`{name}` must be a vector, not {}.", crate::rlang::friendly_type(other));
            Err(error(args.session, verb, &message))
        }
    }
}

fn walk(args: &mut Args, verb: &'static str, inputs: Vec<Input>, function: &str, out: Out) -> Eval {
    let given = args.value(function)?;
    let more = args.raw_dots().to_vec();
    let env = args.env.clone();
    let function_value = mapper(args.session, &given, &env, &more)?;
    let extractor = !given.is_function() && !matches!(given, Value::Language(_));
    let n = common_size(args.session, verb, &inputs)?;
    let mut shown: Vec<Argument> = inputs
        .iter()
        .map(|input| Argument {
            name: input.argument,
            value: Value::call("[[", [input.shown.clone(), Value::symbol("i")]),
        })
        .collect();
    let more = if extractor { Vec::new() } else { more };
    for (k, argument) in more.iter().enumerate() {
        shown.push(Argument { name: argument.name, value: Value::symbol(&format!("..{}", k + 1)) });
    }
    let walk = Walk {
        verb,
        names: inputs.first().and_then(|i| i.value.names()),
        inputs,
        n,
        function: function_value,
        more,
        call: Rc::new(Call::new(function, shown)),
        out,
    };
    walk.run(args.session, &env)
}

/// What `.f` stands for: a function, a formula, or the place of what is to be taken out.
pub fn mapper(session: &mut Session, given: &Value, env: &Environment, more: &[Argument]) -> Eval {
    match given {
        Value::Character(_) | Value::Double(_) | Value::Integer(_) | Value::List(_) if !given.is_object() => {
            let plucker = session.from_namespace("purrr", ".plucker", true)?;
            let mut arguments = vec![Argument::new(given.clone())];
            let default = Symbol::new(".default");
            for argument in more.iter().filter(|a| a.name == Some(default)) {
                arguments
                    .push(Argument { name: argument.name, value: session.force(argument.value.clone())? });
            }
            session.call(&plucker, arguments, env)
        }
        _ => as_function(session, given, env),
    }
}

fn common_size(session: &mut Session, verb: &str, inputs: &[Input]) -> Eval<usize> {
    let sizes: Vec<usize> = inputs.iter().map(|i| i.value.len()).collect();
    let Some(wanted) = (0..sizes.len()).find(|&k| sizes[k] != 1) else {
        return Ok(usize::from(!inputs.is_empty()));
    };
    match (0..sizes.len()).find(|&k| sizes[k] != 1 && sizes[k] != sizes[wanted]) {
        None => Ok(sizes[wanted]),
        Some(other) => {
            let name = |k: usize| raglan_engine::value::deparse_line(&inputs[k].shown);
            let message = format!(
                "Can't recycle `{}` (size {}) to match `{}` (size {}).",
                name(wanted),
                sizes[wanted],
                name(other),
                sizes[other]
            );
            Err(error(session, verb, &message))
        }
    }
}

impl Walk {
    fn run(&self, session: &mut Session, env: &Environment) -> Eval {
        let mut at = 0;
        let mut results = Vec::with_capacity(self.n);
        let outcome = session.catching(&["error".to_string()], |session| {
            for i in 0..self.n {
                at = i;
                let value = self.step(session, env, i)?;
                results.push(self.taken(session, value)?);
            }
            Ok(Value::Null)
        });
        session.visible = true;
        match outcome? {
            Ok(_) => self.collected(session, results),
            Err((_, cause)) => Err(self.failure(session, at, &cause)),
        }
    }

    fn step(&self, session: &mut Session, env: &Environment, i: usize) -> Eval {
        let mut arguments = Vec::with_capacity(self.inputs.len() + self.more.len());
        for input in &self.inputs {
            let at = if input.value.len() == 1 { 0 } else { i };
            arguments
                .push(Argument { name: input.argument, value: element(session, &input.value, at, env)? });
        }
        arguments.extend(self.more.iter().cloned());
        match session.call_as(&self.function, arguments, env, &self.call) {
            Err(signal) => Err(session.attach_call(signal, &self.call)),
            value => value,
        }
    }

    fn failure(&self, session: &mut Session, at: usize, cause: &Value) -> Box<Signal> {
        let mut message = format!("ℹ In index: {}.", at + 1);
        if let Some(name) = self.names.as_ref().and_then(|n| n.get(at)).filter(|n| !n.is_empty()) {
            message.push_str(&format!("\nℹ With name: {name}."));
        }
        message.push('\n');
        message.push_str(&caused_by("error", cause));
        let class = ["purrr_error_indexed", "rlang_error", "error"];
        let condition = condition(&message, Some(Value::call(self.verb, [])), &class);
        session.raise_condition(condition)
    }

    /// One result as it goes into the vector; refused when it does not fit.
    fn taken(&self, session: &mut Session, value: Value) -> Eval {
        if self.out == Out::List {
            return Ok(value);
        }
        if self.out == Out::Test {
            return match &value {
                Value::Logical(v) if v.data.len() == 1 => Ok(value),
                other => {
                    let found = friendly(other);
                    unnamed(session, &format!("`.p()` must return a single `TRUE` or `FALSE`, not {found}."))
                }
            };
        }
        let n = frame::size(&value);
        if n != 1 || (self.out != Out::Vector && value.len() != 1) {
            return unnamed(session, &format!("Result must be length 1, not {n}."));
        }
        match converted(session, self.verb, self.out, &value)? {
            Some(value) => Ok(value),
            None => {
                let to = match self.out {
                    Out::Double => "a double vector",
                    Out::Integer => "an integer vector",
                    Out::Logical => "a logical vector",
                    _ => "a character vector",
                };
                unnamed(session, &format!("Can't coerce from {} to {to}.", friendly_vector(&value)))
            }
        }
    }

    fn collected(&self, session: &mut Session, results: Vec<Value>) -> Eval {
        let value = match self.out {
            Out::List => Value::list(results),
            Out::Vector => match frame::concatenate(&results, &|i| format!("`<list>[[{}]]`", i + 1)) {
                Ok(value) => value,
                Err(failure) => return Err(error(session, self.verb, &failure.message)),
            },
            Out::Double => Value::doubles(results.iter().map(first_double).collect::<Vec<_>>()),
            Out::Integer => Value::integers(results.iter().map(first_integer).collect::<Vec<_>>()),
            Out::Logical | Out::Test => {
                Value::logicals(results.iter().map(first_logical).collect::<Vec<_>>())
            }
            Out::Character => Value::texts(results.iter().map(|v| match v {
                Value::Character(v) => v.data.get(0).map(str::to_string),
                _ => None,
            })),
        };
        Ok(match &self.names {
            Some(names) if self.n == names.len() => {
                value.with_attribute(known::NAMES, Value::texts(names.iter()))
            }
            _ => value,
        })
    }
}

/// `x[[i]]`.
fn element(session: &mut Session, x: &Value, i: usize, env: &Environment) -> Eval {
    match x {
        Value::List(v) => Ok(v.data[i].clone()),
        v if !v.is_object() => Ok(v.gather(&[i])),
        object => session.call_named(
            "[[",
            vec![Argument::new(object.clone()), Argument::new(Value::count(i + 1))],
            env,
        ),
    }
}

fn unnamed<T>(session: &mut Session, message: &str) -> Eval<T> {
    Err(error(session, "", message))
}

fn first_double(value: &Value) -> f64 {
    match value {
        Value::Double(v) => v.data[0],
        _ => NA_REAL,
    }
}

fn first_integer(value: &Value) -> i32 {
    match value {
        Value::Integer(v) => v.data[0],
        _ => NA_INTEGER,
    }
}

fn first_logical(value: &Value) -> Option<bool> {
    match value {
        Value::Logical(v) => v.data[0],
        _ => None,
    }
}

/// A value of length one as the type wanted, if nothing is lost.
fn converted(session: &mut Session, verb: &str, out: Out, value: &Value) -> Eval<Option<Value>> {
    let number = match value {
        Value::Logical(v) => v.data[0].map_or(NA_REAL, |x| f64::from(u8::from(x))),
        Value::Integer(v) if v.data[0] == NA_INTEGER => NA_REAL,
        Value::Integer(v) => f64::from(v.data[0]),
        Value::Double(v) => v.data[0],
        Value::Character(_) if out == Out::Character => return Ok(Some(value.clone())),
        _ if out == Out::Vector => return Ok(Some(value.clone())),
        _ => return Ok(None),
    };
    let missing = raglan_engine::value::is_na(number);
    Ok(match out {
        Out::Double => Some(Value::double(number)),
        Out::Integer if missing => Some(Value::integer(NA_INTEGER)),
        Out::Integer if number.fract() == 0.0 && number.abs() < 2_147_483_648.0 => {
            Some(Value::integer(number as i32))
        }
        Out::Logical if missing => Some(Value::logicals(vec![None])),
        Out::Logical if number == 0.0 || number == 1.0 => Some(Value::logical(number == 1.0)),
        Out::Character if matches!(value, Value::Logical(_)) && missing => Some(Value::text(None)),
        Out::Character => {
            let from = raglan_engine::value::type_name(value);
            let message = format!(
                "Automatic coercion from {from} to character was deprecated in purrr 1.0.0.\nℹ Please use an \
                 explicit call to `as.character()` within `{verb}()` instead."
            );
            deprecated(session, &format!("purrr-{verb}-{from}"), &message)?;
            Some(Value::text(match value {
                _ if missing => None,
                Value::Logical(_) => Some(if number == 1.0 { "TRUE" } else { "FALSE" }.into()),
                Value::Integer(_) => Some(format!("{number}").as_str().into()),
                _ => Some(format!("{number:.6}").as_str().into()),
            }))
        }
        Out::Vector => Some(value.clone()),
        _ => None,
    })
}

/// The type of a value that was to be something else.
fn friendly_vector(value: &Value) -> String {
    match value {
        Value::Character(_) => "a character vector".into(),
        Value::Double(_) => "a double vector".into(),
        Value::Integer(_) => "an integer vector".into(),
        Value::Logical(_) => "a logical vector".into(),
        Value::List(_) => "a list".into(),
        other => crate::rlang::friendly_type(other),
    }
}

fn friendly(value: &Value) -> String {
    match value {
        Value::Character(v) if v.data.len() == 1 => "a string".into(),
        Value::Double(v) if v.data.len() == 1 => "a number".into(),
        Value::Integer(v) if v.data.len() == 1 => "an integer".into(),
        other => crate::rlang::friendly_type(other),
    }
}
