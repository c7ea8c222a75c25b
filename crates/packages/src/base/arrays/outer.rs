//! Outer and Kronecker products: a function of all pairs of elements of two arrays.

use super::{extent_value, plain, text};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{
    Argument, Arithmetic, Failure, Strings, Type, Value, arithmetic, as_list, as_type, known,
};

/// An array as a factor of a product: its extents and their names.
struct Side {
    value: Value,
    dim: Vec<usize>,
    names: Option<Vec<Value>>,
    header: Option<Strings>,
}

fn side(value: Value) -> Side {
    let list = value.attributes().get(known::DIMNAMES);
    let header = list.and_then(Value::names);
    match value.dim() {
        Some(dim) => Side { names: list.map(|l| as_list(l).to_vec()), dim, header, value },
        None => {
            let names = value.names().map(|n| vec![Value::from(n)]);
            Side { dim: vec![value.len()], names, header: None, value }
        }
    }
}

/// Whether the function is the product itself, by name.
fn is_product(value: &Value) -> bool {
    matches!(value, Value::Character(v) if v.data.len() == 1 && v.data.get(0) == Some("*"))
}

fn product(x: &Value, y: &Value) -> Eval {
    let number = |v: &Value| {
        if !raglan_engine::value::is_numeric_like(v) || v.is_factor() {
            return fail("requires numeric/complex matrix/vector arguments");
        }
        let of = if matches!(v, Value::Complex(_)) { Type::Complex } else { Type::Double };
        Ok(as_type(&v.clone().stripped(), of, &mut Vec::new())?)
    };
    Ok(arithmetic(Arithmetic::Multiply, &number(x)?, &number(y)?, &mut Vec::new())?)
}

pub(super) fn outer(args: &mut Args) -> Eval {
    let wanted = args.value("FUN")?;
    let (x, y) = (args.value("X")?, args.value("Y")?);
    let dots = args.dots()?;
    if is_product(&wanted) {
        if !dots.is_empty() {
            return fail("using ... with FUN = \"*\" is an error");
        }
        return shaped_product(args, x, y);
    }
    let function = args.function("FUN")?;
    let (a, b) = (side(x), side(y));
    // The classes of the two are kept, so that dates stay dates.
    let times = |k: &str, n: usize| Argument::named(k, Value::count(n));
    let whole_x =
        args.apply_named("rep", vec![Argument::new(a.value.clone()), times("times", b.value.len())])?;
    let each_y =
        args.apply_named("rep", vec![Argument::new(b.value.clone()), times("each", a.value.len())])?;
    let mut arguments = vec![Argument::new(whole_x), Argument::new(each_y)];
    arguments.extend(dots);
    let cells = args.apply(&function, arguments)?;
    shape(args, cells, &a, &b)
}

pub(super) fn outer_product(args: &mut Args) -> Eval {
    let (x, y) = (args.value("X")?, args.value("Y")?);
    shaped_product(args, x, y)
}

fn shaped_product(args: &mut Args, x: Value, y: Value) -> Eval {
    let (a, b) = (side(x), side(y));
    let n = a.value.len();
    let left = plain(args, a.value.clone())?;
    let right = plain(args, b.value.clone())?;
    let cells = n * b.value.len();
    let left = left.gather(&(0..cells).map(|k| k % n.max(1)).collect::<Vec<_>>());
    let right = right.gather(&(0..cells).map(|k| k / n.max(1)).collect::<Vec<_>>());
    let value = product(&left, &right)?;
    shape(args, value, &a, &b)
}

/// Gives the values of all pairs the extents of both sides.
fn shape(args: &mut Args, cells: Value, a: &Side, b: &Side) -> Eval {
    let dim: Vec<usize> = a.dim.iter().chain(&b.dim).copied().collect();
    let wanted: usize = dim.iter().product();
    if cells.len() != wanted {
        let message = format!("dims [product {wanted}] do not match the length of object [{}]", cells.len());
        let code = crate::base::parse_text("dim(robj) <- c(dX, dY)")?.into_iter().next();
        return Err(args.session.raise(Failure::new(message), code));
    }
    let mut out = cells;
    out.set_attribute(known::NAMES, Value::Null);
    out.set_attribute(known::DIM, extent_value(&dim));
    if a.names.is_some() || b.names.is_some() {
        let of = |s: &Side| s.names.clone().unwrap_or_else(|| vec![Value::Null; s.dim.len()]);
        let mut list = Value::list(of(a).into_iter().chain(of(b)).collect::<Vec<_>>());
        if a.header.is_some() || b.header.is_some() {
            let own = |s: &Side| -> Vec<String> {
                (0..s.dim.len())
                    .map(|k| s.header.as_ref().and_then(|h| h.get(k)).unwrap_or("").into())
                    .collect()
            };
            list = list.with_names(own(a).into_iter().chain(own(b)));
        }
        out.set_attribute(known::DIMNAMES, list);
    }
    Ok(out)
}

pub(super) fn kronecker_product(args: &mut Args) -> Eval {
    let (x, y) = (args.value("X")?, args.value("Y")?);
    let (a, b, blocks) = blocks(args, x, y)?;
    let out = product(&blocks.0, &blocks.1)?;
    Ok(out.with_attribute(known::DIM, extent_value(&multiplied(&a, &b))))
}

fn multiplied(a: &Side, b: &Side) -> Vec<usize> {
    a.dim.iter().zip(&b.dim).map(|(p, q)| p * q).collect()
}

/// Both arrays with as many extents, and their elements as they meet in each cell of the product.
fn blocks(args: &mut Args, x: Value, y: Value) -> Eval<(Side, Side, (Value, Value))> {
    let (x, y) = (plain(args, x)?, plain(args, y)?);
    let (mut a, mut b) = (side(x), side(y));
    let most = a.dim.len().max(b.dim.len());
    a.dim.resize(most, 1);
    b.dim.resize(most, 1);
    let dim = multiplied(&a, &b);
    let cells: usize = dim.iter().product();
    let (mut left, mut right) = (Vec::with_capacity(cells), Vec::with_capacity(cells));
    for cell in 0..cells {
        let (mut rest, mut at, mut step) = (cell, [0, 0], [1, 1]);
        for k in 0..most {
            let place = rest % dim[k];
            rest /= dim[k];
            at[0] += place / b.dim[k] * step[0];
            at[1] += place % b.dim[k] * step[1];
            step[0] *= a.dim[k];
            step[1] *= b.dim[k];
        }
        left.push(at[0]);
        right.push(at[1]);
    }
    let pair = (a.value.gather(&left).stripped(), b.value.gather(&right).stripped());
    Ok((a, b, pair))
}

pub(super) fn kronecker(args: &mut Args) -> Eval {
    let wanted = args.value("FUN")?;
    let (x, y) = (args.value("X")?, args.value("Y")?);
    let dots = args.dots()?;
    let (a, b, (left, right)) = blocks(args, x, y)?;
    let dim = multiplied(&a, &b);
    let mut out = if is_product(&wanted) {
        product(&left, &right)?
    } else {
        let function = args.function("FUN")?;
        let mut arguments = vec![Argument::new(left), Argument::new(right)];
        arguments.extend(dots);
        args.apply(&function, arguments)?
    };
    let cells: usize = dim.iter().product();
    if out.len() != cells {
        return fail(format!("dims [product {cells}] do not match the length of object [{}]", out.len()));
    }
    out.set_attribute(known::DIM, extent_value(&dim));
    if args.flag("make.dimnames")? && (a.names.is_some() || b.names.is_some()) {
        let names = (0..dim.len()).map(|k| joined_names(&a, &b, k)).collect::<Vec<_>>();
        out.set_attribute(known::DIMNAMES, Value::list(names));
    }
    Ok(out)
}

/// `row:row` for each pair along one extent.
fn joined_names(a: &Side, b: &Side, k: usize) -> Value {
    let of = |s: &Side| -> Vec<String> {
        let own = s.names.as_ref().and_then(|n| n.get(k)).map(text).filter(|n| n.len() == s.dim[k]);
        match own {
            Some(names) => names.iter().map(|n| n.unwrap_or("NA").to_string()).collect(),
            None => vec![String::new(); s.dim[k]],
        }
    };
    let second = of(b);
    Value::strings(of(a).iter().flat_map(|p| second.iter().map(move |q| format!("{p}:{q}"))))
}
