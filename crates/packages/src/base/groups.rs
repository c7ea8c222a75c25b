//! Observations by group: which group each belongs to, the cells several groupings make, who is in them.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Strings, Symbol, Text, Value, as_integer, as_list, known};

/// The group of an observation that belongs to none.
pub(crate) const NO_GROUP: usize = usize::MAX;

/// A factor taken apart: the group of each observation, counted from zero, and the names of the groups.
#[derive(Clone, Default)]
pub(crate) struct Grouping {
    pub(crate) codes: Vec<usize>,
    pub(crate) levels: Vec<Text>,
}

impl Grouping {
    /// The grouping by the levels of a factor, or of what `as.factor` makes of another vector.
    pub(crate) fn of(args: &mut Args, value: &Value) -> Eval<Self> {
        let factor = if value.is_factor() {
            value.clone()
        } else {
            args.apply_named("as.factor", vec![Argument::new(value.clone())])?
        };
        Self::of_factor(&factor)
    }

    /// A factor's codes and levels.
    pub(crate) fn of_factor(factor: &Value) -> Eval<Self> {
        let levels = match factor.attributes().get(known::LEVELS) {
            Some(Value::Character(l)) => (0..l.data.len()).map(|i| l.data.text(i)).collect(),
            _ => Vec::new(),
        };
        let integers = as_integer(&factor.clone().stripped(), &mut Vec::new())?;
        let code = |&k: &i32| usize::try_from(k).ok().and_then(|k| k.checked_sub(1)).unwrap_or(NO_GROUP);
        Ok(Self { codes: integers.iter().map(code).collect(), levels })
    }

    /// Several groupings as one: a group for each combination of levels, the first changing fastest, or the
    /// last with `lexical`.
    pub(crate) fn crossed(all: &[Self], separator: &str, lexical: bool) -> Self {
        let mut order: Vec<&Self> = all.iter().collect();
        if lexical {
            order.reverse();
        }
        let extents: Vec<usize> = order.iter().map(|g| g.levels.len()).collect();
        let codes = cells(&order.iter().map(|g| g.codes.as_slice()).collect::<Vec<_>>(), &extents);
        let text = |cell: usize| {
            let mut rest = cell;
            let mut parts: Vec<&str> = Vec::with_capacity(order.len());
            for grouping in &order {
                let k = grouping.levels.len();
                parts.push(grouping.levels[rest % k].as_deref().unwrap_or("NA"));
                rest /= k;
            }
            if lexical {
                parts.reverse();
            }
            Some(parts.join(separator).into())
        };
        let levels = (0..extents.iter().product()).map(text).collect();
        Self { codes, levels }
    }

    /// Only the groups that someone belongs to.
    pub(crate) fn without_empty(self) -> Self {
        let mut used = vec![false; self.levels.len()];
        for &code in self.codes.iter().filter(|&&c| c != NO_GROUP) {
            used[code] = true;
        }
        let mut place = vec![NO_GROUP; used.len()];
        let mut levels = Vec::new();
        for (k, level) in self.levels.into_iter().enumerate().filter(|(k, _)| used[*k]) {
            place[k] = levels.len();
            levels.push(level);
        }
        let code = |c: usize| if c == NO_GROUP { NO_GROUP } else { place[c] };
        Self { codes: self.codes.into_iter().map(code).collect(), levels }
    }

    /// The observations of each group.
    pub(crate) fn members(&self) -> Vec<Vec<usize>> {
        members(&self.codes, self.levels.len())
    }

    /// The names of the groups as a value.
    pub(crate) fn names(&self) -> Value {
        Strings::from(self.levels.clone()).into()
    }
}

/// The cell each observation is in when groupings are crossed, the first extent changing fastest.
pub(crate) fn cells(codes: &[&[usize]], extents: &[usize]) -> Vec<usize> {
    let n = codes.iter().map(|c| c.len()).max().unwrap_or(0);
    let mut out = vec![0; n];
    let mut stride = 1;
    for (codes, extent) in codes.iter().zip(extents) {
        for (cell, &code) in out.iter_mut().zip(codes.iter()) {
            *cell = if *cell == NO_GROUP || code == NO_GROUP { NO_GROUP } else { *cell + code * stride };
        }
        stride *= extent;
    }
    out
}

/// The observations in each of `n` groups.
pub(crate) fn members(codes: &[usize], n: usize) -> Vec<Vec<usize>> {
    let mut sizes = vec![0; n];
    for &code in codes.iter().filter(|&&c| c != NO_GROUP) {
        sizes[code] += 1;
    }
    let mut out: Vec<Vec<usize>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for (i, &code) in codes.iter().enumerate() {
        if code != NO_GROUP {
            out[code].push(i);
        }
    }
    out
}

/// The variables a formula or list of groupings names, with their names where they have any.
pub(crate) fn grouping_variables(args: &mut Args, value: &Value, data: &Value) -> Eval<Vec<Argument>> {
    if value.has_class("formula") {
        return formula_variables(args, value, data);
    }
    if let Value::List(list) = value
        && (!value.is_object() || value.is_data_frame())
    {
        let names = value.names();
        let name =
            |i: usize| names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Symbol::new);
        let named = |(i, v): (usize, &Value)| Argument { name: name(i), value: v.clone() };
        return Ok(list.data.iter().enumerate().map(named).collect());
    }
    Ok(vec![Argument::new(value.clone())])
}

/// The summands of a one-sided formula, evaluated among the columns of `data`.
fn formula_variables(args: &mut Args, formula: &Value, data: &Value) -> Eval<Vec<Argument>> {
    let Value::Language(call) = formula else { return fail("'f' must be a formula of the form ~ g1 + g2") };
    let [right] = call.arguments.as_slice() else {
        return fail("formula with no left-hand side expected");
    };
    let scope = data_scope(args, data, formula_environment(formula).as_ref());
    let mut out = Vec::new();
    for term in summands(&right.value) {
        let value = args.session.eval(&term, &scope)?;
        out.push(Argument::named(raglan_engine::value::deparse_line(&term).as_str(), value));
    }
    Ok(out)
}

/// The environment a formula was written in.
pub(crate) fn formula_environment(formula: &Value) -> Option<raglan_engine::value::Environment> {
    match formula.attributes().get(known::ENVIRONMENT) {
        Some(Value::Environment(e)) => Some(e.clone()),
        _ => None,
    }
}

/// Where the columns of `data` are variables, within `around` or the caller.
pub(crate) fn data_scope(
    args: &Args,
    data: &Value,
    around: Option<&raglan_engine::value::Environment>,
) -> raglan_engine::value::Environment {
    let around = around.unwrap_or(args.env);
    if let Value::Environment(e) = data {
        return e.clone();
    }
    let scope = raglan_engine::value::Environment::new(around);
    if let Some(names) = data.names() {
        for (name, column) in names.iter().zip(as_list(data).iter()) {
            if let Some(name) = name.filter(|n| !n.is_empty()) {
                scope.set(name, column.clone());
            }
        }
    }
    scope
}

/// The terms that `+` (or `*`, `:` and `&`) joins.
pub(crate) fn summands(code: &Value) -> Vec<Value> {
    if let Value::Language(call) = code
        && let Some(name) = call.name()
    {
        if name == known::PAREN && call.arguments.len() == 1 {
            return summands(&call.arguments[0].value);
        }
        if matches!(name, known::PLUS | known::COLON | known::TIMES) && call.arguments.len() == 2 {
            return call.arguments.iter().flat_map(|a| summands(&a.value)).collect();
        }
    }
    vec![code.clone()]
}

/// One grouping of what `split` and its kin are given: a factor, or several whose combinations count.
pub(crate) fn single_grouping(
    args: &mut Args,
    value: &Value,
    data: &Value,
    drop: bool,
    separator: &str,
    lexical: bool,
) -> Eval<Grouping> {
    let variables = grouping_variables(args, value, data)?;
    let mut all = Vec::with_capacity(variables.len());
    for variable in &variables {
        all.push(Grouping::of(args, &variable.value)?);
    }
    let one = match all.len() {
        1 => all.swap_remove(0),
        _ => Grouping::crossed(&all, separator, lexical),
    };
    Ok(if drop { one.without_empty() } else { one })
}
