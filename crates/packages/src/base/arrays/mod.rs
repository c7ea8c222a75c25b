//! Arrays by their margins: applying functions along extents, sweeping, scaling, outer products.

mod apply;
mod outer;
mod sweep;

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy, method};
use raglan_engine::value::{Argument, Strings, Value, as_character, as_integer, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("apply(X, MARGIN, FUN, ..., simplify = TRUE)", apply::apply),
    builtin("asplit(x, MARGIN)", apply::asplit),
    builtin("slice.index(x, MARGIN)", apply::slice_index),
    builtin("sweep(x, MARGIN, STATS, FUN = \"-\", check.margin = TRUE, ...)", sweep::sweep),
    generic("scale(x, center = TRUE, scale = TRUE)"),
    method("scale.default(x, center = TRUE, scale = TRUE)", sweep::scale),
    builtin("outer(X, Y, FUN = \"*\", ...)", outer::outer),
    builtin("`%o%`(X, Y)", outer::outer_product),
    builtin("kronecker(X, Y, FUN = \"*\", make.dimnames = FALSE, ...)", outer::kronecker),
    builtin("`%x%`(X, Y)", outer::kronecker_product),
    builtin("upper.tri(x, diag = FALSE)", |a| triangle(a, |i, j| i < j)),
    builtin("lower.tri(x, diag = FALSE)", |a| triangle(a, |i, j| i > j)),
];

/// The extents and their names of an array that is taken apart by some of them.
struct Grid {
    dim: Vec<usize>,
    /// One entry per extent, NULL where it has no names; `None` without `dimnames`.
    names: Option<Vec<Value>>,
    /// What the extents are called.
    header: Option<Strings>,
}

impl Grid {
    fn of(x: &Value, dim: Vec<usize>) -> Self {
        let list = x.attributes().get(known::DIMNAMES);
        let names = list.map(|l| raglan_engine::value::as_list(l).to_vec()).filter(|n| n.len() == dim.len());
        let header = if names.is_some() { list.and_then(Value::names) } else { None };
        Self { dim, names, header }
    }

    /// The extents an argument `MARGIN` chooses, counted from zero.
    fn margin(&self, value: &Value, object: &str) -> Eval<Vec<usize>> {
        if let Value::Character(wanted) = value {
            let Some(header) = &self.header else {
                return fail(format!("'{object}' must have named dimnames"));
            };
            let place = |w: Option<&str>| header.iter().position(|h| h == w);
            let places: Option<Vec<usize>> = wanted.data.iter().map(place).collect();
            return match places {
                Some(places) => Ok(places),
                None => fail("not all elements of 'MARGIN' are names of dimensions"),
            };
        }
        let chosen = as_integer(value, &mut Vec::new())?;
        let place =
            |&m: &i32| usize::try_from(m).ok().filter(|m| (1..=self.dim.len()).contains(m)).map(|m| m - 1);
        match chosen.iter().map(place).collect() {
            Some(places) => Ok(places),
            None => fail("'MARGIN' does not match dim(X)"),
        }
    }

    /// The extents that are not among `chosen`.
    fn others(&self, chosen: &[usize]) -> Vec<usize> {
        (0..self.dim.len()).filter(|k| !chosen.contains(k)).collect()
    }

    /// How far apart in memory the cells that differ by one along each of some extents are, counted over
    /// the array made of these extents alone.
    fn offsets(&self, along: &[usize]) -> Vec<usize> {
        let step = |k: usize| self.dim[..k].iter().product::<usize>();
        let mut out = vec![0];
        for &k in along {
            let before = out;
            out = (0..self.dim[k])
                .flat_map(|i| before.iter().map(move |b| (i, *b)))
                .map(|(i, b)| b + i * step(k))
                .collect();
        }
        out
    }

    fn extents(&self, along: &[usize]) -> Vec<usize> {
        along.iter().map(|&k| self.dim[k]).collect()
    }

    /// `dimnames` of the array made of some extents; NULL when there are none.
    fn names_along(&self, along: &[usize]) -> Value {
        let Some(names) = &self.names else { return Value::Null };
        let mut list = Value::list(along.iter().map(|&k| names[k].clone()).collect::<Vec<_>>());
        if let Some(header) = &self.header {
            let own: Strings = along.iter().map(|&k| header.get(k)).collect();
            list.set_attribute(known::NAMES, own.into());
        }
        list
    }

    /// Gives a vector the shape of some extents: names for one, extents for more.
    fn shape(&self, value: Value, along: &[usize]) -> Value {
        if let [one] = along {
            let names = self.names.as_ref().map_or(Value::Null, |n| n[*one].clone());
            return value.with_attribute(known::NAMES, names);
        }
        self.array(value, along)
    }

    /// Gives a vector some extents, also when it is one.
    fn array(&self, value: Value, along: &[usize]) -> Value {
        let names = self.names_along(along);
        let known_names = raglan_engine::value::as_list(&names).iter().any(|n| !matches!(n, Value::Null));
        let out = value.with_attribute(known::DIM, extent_value(&self.extents(along)));
        if known_names || self.header.is_some() && !matches!(names, Value::Null) {
            return out.with_attribute(known::DIMNAMES, names);
        }
        out
    }
}

/// Extents as the attribute `dim` holds them.
fn extent_value(dim: &[usize]) -> Value {
    Value::integers(dim.iter().map(|&d| i32::try_from(d).unwrap_or(i32::MAX)).collect::<Vec<_>>())
}

/// The extents of an object, by its own `dim` method if it has one.
fn extents(args: &mut Args, x: &Value) -> Eval<Option<Vec<usize>>> {
    if !x.is_object() {
        return Ok(x.dim());
    }
    let dim = args.apply_named("dim", vec![Argument::new(x.clone())])?;
    let dim = as_integer(&dim, &mut Vec::new())?;
    Ok((!dim.is_empty()).then(|| dim.iter().map(|&d| d.max(0) as usize).collect()))
}

/// An object as the plain vector or array that stands for it.
fn plain(args: &mut Args, x: Value) -> Eval {
    if x.is_data_frame() {
        return args.apply_named("as.matrix", vec![Argument::new(x)]);
    }
    if x.is_object() && x.dim().is_none() {
        return args.apply_named("as.vector", vec![Argument::new(x)]);
    }
    Ok(x)
}

fn triangle(args: &mut Args, inside: fn(usize, usize) -> bool) -> Eval {
    let x = args.value("x")?;
    let (n, p) = match extents(args, &x)?.as_deref() {
        Some([n, p]) => (*n, *p),
        _ => (x.len(), 1),
    };
    let diagonal = args.flag("diag")?;
    let cells = (0..n * p).map(|k| (k % n, k / n)).map(|(i, j)| Some(inside(i, j) || diagonal && i == j));
    Ok(Value::logicals(cells.collect::<Vec<_>>()).with_attribute(known::DIM, extent_value(&[n, p])))
}

/// The strings of a value, none for what has none.
fn text(value: &Value) -> Strings {
    as_character(value).unwrap_or_else(|_| Strings::from(Vec::new()))
}
