//! Operators: arithmetic, comparison, logic.

use raglan_engine::eval::{Builtin, Eval, Session, operator};
use raglan_engine::value::{Arithmetic, Comparison, Logic, Value, arithmetic, compare, logic, negate, not};

pub(super) const FUNCTIONS: &[Builtin] = &[
    operator("`+`(e1, e2)", |s, x, y| calculate(s, Arithmetic::Add, x, y)),
    operator("`-`(e1, e2)", |s, x, y| calculate(s, Arithmetic::Subtract, x, y)),
    operator("`*`(e1, e2)", |s, x, y| calculate(s, Arithmetic::Multiply, x, y)),
    operator("`/`(e1, e2)", |s, x, y| calculate(s, Arithmetic::Divide, x, y)),
    operator("`^`(e1, e2)", |s, x, y| calculate(s, Arithmetic::Power, x, y)),
    operator("`%%`(e1, e2)", |s, x, y| calculate(s, Arithmetic::Modulo, x, y)),
    operator("`%/%`(e1, e2)", |s, x, y| calculate(s, Arithmetic::IntegerDivide, x, y)),
    operator("`==`(e1, e2)", |s, x, y| relate(s, Comparison::Equal, x, y)),
    operator("`!=`(e1, e2)", |s, x, y| relate(s, Comparison::NotEqual, x, y)),
    operator("`<`(e1, e2)", |s, x, y| relate(s, Comparison::Less, x, y)),
    operator("`>`(e1, e2)", |s, x, y| relate(s, Comparison::Greater, x, y)),
    operator("`<=`(e1, e2)", |s, x, y| relate(s, Comparison::LessEqual, x, y)),
    operator("`>=`(e1, e2)", |s, x, y| relate(s, Comparison::GreaterEqual, x, y)),
    operator("`&`(e1, e2)", |s, x, y| combine(s, Logic::And, x, y)),
    operator("`|`(e1, e2)", |s, x, y| combine(s, Logic::Or, x, y)),
    operator("`!`(x)", |_, x, _| Ok(not(x)?)),
];

fn calculate(session: &mut Session, op: Arithmetic, x: &Value, y: Option<&Value>) -> Eval {
    let mut warnings = Vec::new();
    let result = match (op, y) {
        (_, Some(y)) => arithmetic(op, x, y, &mut warnings)?,
        (Arithmetic::Subtract, None) => negate(x)?,
        (Arithmetic::Add, None) if raglan_engine::value::is_numeric_like(x) => x.clone(),
        _ => return raglan_engine::eval::fail("invalid unary operator"),
    };
    session.warn_all(warnings, None)?;
    Ok(result)
}

fn relate(session: &mut Session, op: Comparison, x: &Value, y: Option<&Value>) -> Eval {
    let Some(y) = y else { return raglan_engine::eval::fail("operator needs two arguments") };
    let mut warnings = Vec::new();
    let result = compare(op, x, y, raglan_engine::value::collate, &mut warnings)?;
    session.warn_all(warnings, None)?;
    Ok(result)
}

fn combine(session: &mut Session, op: Logic, x: &Value, y: Option<&Value>) -> Eval {
    let Some(y) = y else { return raglan_engine::eval::fail("operator needs two arguments") };
    let mut warnings = Vec::new();
    let result = logic(op, x, y, &mut warnings)?;
    session.warn_all(warnings, None)?;
    Ok(result)
}
