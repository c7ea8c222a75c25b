//! `apply`, `asplit` and `slice.index`: an array as a grid of slices.

use super::{Grid, extent_value, extents};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Call, Strings, Symbol, Type, Value, combine, known};
use std::rc::Rc;

/// The slices of an array over some of its extents.
struct Slices {
    x: Value,
    grid: Grid,
    margin: Vec<usize>,
    rest: Vec<usize>,
}

impl Slices {
    /// Where the cells of a slice lie; `start` is where its first one does.
    fn slice(&self, start: usize, offsets: &[usize]) -> Value {
        self.x.gather(&offsets.iter().map(|o| start + o).collect::<Vec<_>>())
    }

    fn all(&self, shape: impl Fn(Value) -> Value) -> Vec<Value> {
        let offsets = self.grid.offsets(&self.rest);
        self.grid.offsets(&self.margin).into_iter().map(|start| shape(self.slice(start, &offsets))).collect()
    }

    /// The slices as `apply` hands them on: vectors with names, or arrays.
    fn for_function(&self) -> Vec<Value> {
        self.all(|slice| match self.rest.len() {
            0 => slice,
            _ => self.grid.shape(slice, &self.rest),
        })
    }

    /// What the function is called with when there is no slice, to learn what it returns.
    fn blank(&self) -> Value {
        let cells: usize = self.grid.extents(&self.rest).iter().product();
        let of = self.x.vector_type().unwrap_or(Type::Logical);
        self.grid.shape(Value::filled(of, cells), &self.rest)
    }
}

/// An argument that is an array or a data frame, with the extents chosen.
fn slices(args: &mut Args, name: &str) -> Eval<Slices> {
    let mut x = args.value(name)?;
    let Some(dim) = extents(args, &x)? else {
        return fail(format!("dim({name}) must have a positive length"));
    };
    if x.is_object() {
        let plain = if dim.len() == 2 { "as.matrix" } else { "as.array" };
        x = args.apply_named(plain, vec![Argument::new(x)])?;
    }
    let grid = Grid::of(&x, dim);
    let margin = grid.margin(&args.value("MARGIN")?, name)?;
    let rest = grid.others(&margin);
    Ok(Slices { x, grid, margin, rest })
}

pub(super) fn apply(args: &mut Args) -> Eval {
    let function = args.function("FUN")?;
    let slices = slices(args, "X")?;
    let simplify = args.flag("simplify")?;
    let dots = args.raw_dots().to_vec();
    let env = args.env.clone();
    let call = shown_call();
    let mut run = |slice: Value| {
        let mut arguments = vec![Argument::new(slice)];
        arguments.extend(dots.iter().cloned());
        args.session.call_as(&function, arguments, &env, &call)
    };
    if slices.grid.extents(&slices.margin).contains(&0) {
        let kind = run(slices.blank())?;
        args.session.visible = true;
        let empty = Value::empty(kind.vector_type().unwrap_or(Type::List));
        return Ok(match (kind, slices.margin.len()) {
            (Value::Null, _) => Value::Null,
            (_, 1) => empty,
            _ => slices.grid.array(empty, &slices.margin),
        });
    }
    let mut results = Vec::new();
    for slice in slices.for_function() {
        results.push(run(slice)?);
    }
    args.session.visible = true;
    assemble(&slices, results, simplify)
}

/// The call an error in the function is reported with.
fn shown_call() -> Rc<Call> {
    let column = Value::call(known::BRACKET, [Value::symbol("newX"), Value::Missing, Value::symbol("i")]);
    Rc::new(Call::new("FUN", vec![Argument::new(column), Argument::new(Value::Symbol(known::DOTS))]))
}

/// The results of one length as an array with that length in front; others as a list.
fn assemble(slices: &Slices, results: Vec<Value>, simplify: bool) -> Eval {
    let Some(first) = results.first() else { return Ok(Value::list(results)) };
    let each = first.len();
    let flat = first.is_atomic() || matches!(first, Value::Null);
    if !simplify || !flat || results.iter().any(|r| r.len() != each) {
        return Ok(slices.grid.shape(Value::list(results), &slices.margin));
    }
    let names = first.names().filter(|n| {
        let same = |r: &Value| r.names().is_some_and(|own| own.iter().eq(n.iter()));
        results.iter().all(same)
    });
    let parts: Vec<Argument> = results.into_iter().map(|r| Argument::new(r.stripped())).collect();
    let cells = combine(&parts, false, false)?;
    match each {
        0 => Ok(cells),
        1 => Ok(slices.grid.shape(cells, &slices.margin)),
        _ => Ok(stacked(slices, cells, each, names)),
    }
}

/// Results of several elements, side by side.
fn stacked(slices: &Slices, cells: Value, each: usize, names: Option<Strings>) -> Value {
    let grid = &slices.grid;
    let mut dim = vec![each];
    dim.extend(grid.extents(&slices.margin));
    // Results as long as the slices, with names, keep what the extent of the slices was called.
    let inner = slices.rest.first().filter(|&&k| {
        let own = grid.names.as_ref().map_or(0, |n| n[k].len());
        names.as_ref().map_or(0, Strings::len) == own
    });
    let inner = inner.and_then(|&k| grid.header.as_ref().and_then(|h| h.get(k))).unwrap_or("").to_string();
    let mut all = vec![names.map_or(Value::Null, Value::from)];
    match grid.names_along(&slices.margin) {
        Value::List(list) => all.extend(list.data.iter().cloned()),
        _ => all.extend(slices.margin.iter().map(|_| Value::Null)),
    }
    let out = cells.with_attribute(known::DIM, extent_value(&dim));
    if all.iter().all(|n| matches!(n, Value::Null)) && grid.header.is_none() {
        return out;
    }
    let mut list = Value::list(all);
    if grid.header.is_some() || !inner.is_empty() {
        let outer = slices.margin.iter().map(|&k| grid.header.as_ref().and_then(|h| h.get(k)).unwrap_or(""));
        let header: Vec<&str> = std::iter::once(inner.as_str()).chain(outer).collect();
        list = list.with_names(header);
    }
    out.with_attribute(known::DIMNAMES, list)
}

/// The slices themselves, as a list with the extents they were taken over.
pub(super) fn asplit(args: &mut Args) -> Eval {
    let slices = slices(args, "x")?;
    let parts = slices.all(|slice| slices.grid.array(slice, &slices.rest));
    Ok(slices.grid.array(Value::list(parts), &slices.margin))
}

/// The number of the slice each cell is in.
pub(super) fn slice_index(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let Some(dim) = extents(args, &x)? else { return fail("dim(x) must have a positive length") };
    let grid = Grid::of(&Value::Null, dim);
    let margin = grid.margin(&args.value("MARGIN")?, "x")?;
    let offsets = grid.offsets(&grid.others(&margin));
    let mut out = vec![0; grid.dim.iter().product()];
    for (number, start) in grid.offsets(&margin).into_iter().enumerate() {
        for offset in &offsets {
            out[start + offset] = i32::try_from(number + 1).unwrap_or(i32::MAX);
        }
    }
    Ok(Value::integers(out).with_attribute(Symbol::new("dim"), extent_value(&grid.dim)))
}
