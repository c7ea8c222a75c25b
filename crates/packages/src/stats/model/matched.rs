//! The call of a model function with its arguments named in full, as the fit keeps it.

use raglan_engine::eval::{Args, Eval, match_arguments};
use raglan_engine::value::{Argument, Call, Symbol, Value, known};

/// The call of a function with the formals `formals`, arguments in the order of the formals and named.
pub fn matched_call(args: &Args, formals: &[&str]) -> Eval<Value> {
    let names: Vec<Symbol> = formals.iter().map(|n| Symbol::new(n)).collect();
    let dots = formals.iter().position(|n| *n == "...");
    let mut supplied = Vec::new();
    for argument in &args.call.arguments {
        match (&argument.value, args.env.find(known::DOTS)) {
            (Value::Symbol(known::DOTS), Some(Value::Dots(given))) => {
                supplied.extend(given.iter().map(|a| Argument { name: a.name, value: code_of(&a.value) }));
            }
            (Value::Symbol(known::DOTS), _) => {}
            _ => supplied.push(argument.clone()),
        }
    }
    let matched = match_arguments(&names, dots, &supplied)?;
    let mut arguments = Vec::new();
    for (k, name) in names.iter().enumerate() {
        if Some(k) == dots {
            arguments.extend(matched.dots.iter().map(|&i| supplied[i].clone()));
        } else if let Some(i) = matched.formals[k] {
            arguments.push(Argument { name: Some(*name), value: supplied[i].value.clone() });
        }
    }
    Ok(Value::Language(Call::of(args.call.function.clone(), arguments).into()))
}

fn code_of(value: &Value) -> Value {
    match value {
        Value::Promise(p) => p.expression(),
        other => other.clone(),
    }
}
