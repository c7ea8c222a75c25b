//! The grid package: the units that themes measure in.

use raglan_engine::eval::{Args, Builtin, Eval, Package, builtin, fail, method};
use raglan_engine::value::{Symbol, Value, as_double};
use raglan_graphics::layout::Unit;

const FUNCTIONS: &[Builtin] = &[
    builtin("unit(x, units, data = NULL)", unit),
    method("`*.unit`(e1, e2)", times),
    builtin("is.unit(x)", |a| Ok(Value::logical(a.value("x")?.has_class("unit")))),
    builtin(
        "arrow(angle = 30, length = grid::unit(0.25, \"inches\"), ends = \"last\", type = \"open\")",
        |a| {
            let mut pairs = Vec::new();
            for name in ["angle", "length", "ends", "type"] {
                pairs.push((name, a.value(name)?));
            }
            Ok(Value::named_list(pairs).with_class(&["arrow"]))
        },
    ),
];

fn unit(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["data"])?;
    let numbers = args.doubles("x")?.to_vec();
    let names = args.strings("units")?;
    let Some(name) = names.get(0) else { return fail("'units' must be character") };
    if names.iter().any(|n| n != Some(name)) {
        return fail("units of several kinds in one object are not implemented");
    }
    let Some(unit) = Unit::parse(name) else { return fail("Invalid unit") };
    Ok(of(numbers, unit.name()))
}

fn of(numbers: Vec<f64>, unit: &str) -> Value {
    Value::doubles(numbers)
        .with_class(&["simpleUnit", "unit", "unit_v2"])
        .with_attribute(Symbol::new("unit"), Value::string(unit))
}

fn times(args: &mut Args) -> Eval {
    let (a, b) = (args.value("e1")?, args.value("e2")?);
    let (unit, number) = if a.has_class("unit") { (a, b) } else { (b, a) };
    if number.has_class("unit") {
        return fail("only one operand can be a unit");
    }
    let attributes = unit.attributes().clone();
    let by = as_double(&number, &mut Vec::new())?;
    let numbers = as_double(&unit.stripped(), &mut Vec::new())?;
    let Some(first) = by.first().copied() else { return fail("invalid operand of a unit") };
    let product: Vec<f64> =
        numbers.iter().enumerate().map(|(i, x)| x * by.get(i).copied().unwrap_or(first)).collect();
    Ok(Value::doubles(product).with_attributes(attributes))
}

/// The grid package.
pub const PACKAGE: Package = Package {
    name: "grid",
    version: "4.4.3",
    functions: &[FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
