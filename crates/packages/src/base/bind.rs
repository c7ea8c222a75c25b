//! `cbind` and `rbind`.

use super::frame_subscripts::{automatic, row_count, row_names, rows_of};
use super::names::unique_names;
use super::types::texts;
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy, lazy_method};
use raglan_engine::value::{
    Argument, Strings, Text, Type, Value, Vector, as_list, deparse_line, implicit_class, known,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("cbind(..., deparse.level = 1)", |a| bind(a, true)),
    lazy("rbind(..., deparse.level = 1)", |a| bind(a, false)),
    lazy_method("cbind.default(..., deparse.level = 1)", |a| bind_plain_dots(a, true)),
    lazy_method("rbind.default(..., deparse.level = 1)", |a| bind_plain_dots(a, false)),
    lazy_method(
        "rbind.data.frame(..., deparse.level = 1, make.row.names = TRUE, stringsAsFactors = FALSE, factor.exclude = TRUE)",
        bind_frames,
    ),
];

/// An argument with the code it was given as.
struct Part {
    name: Option<String>,
    code: Value,
    value: Value,
}

fn parts(args: &mut Args) -> Eval<Vec<Part>> {
    let mut out = Vec::new();
    for dot in args.raw_dots().to_vec() {
        let code = match &dot.value {
            Value::Promise(p) => p.expression(),
            other => other.clone(),
        };
        let value = args.session.force(dot.value)?;
        let name = dot.name.map(|n| n.as_str().to_string()).filter(|n| !n.is_empty());
        out.push(Part { name, code, value });
    }
    Ok(out)
}

/// Methods are found by the classes of all arguments; data frames go before everything but a method that
/// some argument's class has.
fn bind(args: &mut Args, columns: bool) -> Eval {
    let parts = parts(args)?;
    let level = args.whole("deparse.level")?;
    let name = if columns { "cbind" } else { "rbind" };
    let mut found: Option<Value> = None;
    let env = args.env.clone();
    for part in parts.iter().filter(|p| p.value.is_object()) {
        for class in implicit_class(&part.value) {
            if class == "data.frame" {
                continue;
            }
            if let Some(method) = args.session.find_method(name, &class, &env) {
                found.get_or_insert(method);
                break;
            }
        }
    }
    if found.is_none() && parts.iter().any(|p| p.value.is_data_frame()) {
        found = args.session.find_method(name, "data.frame", &env);
    }
    let Some(method) = found else { return bind_plain(&parts, columns, level, args) };
    // The promises go on as they are, for the names of columns are made from the code.
    let mut arguments: Vec<Argument> = args
        .raw_dots()
        .iter()
        .zip(&parts)
        .map(|(dot, part)| Argument {
            name: dot.name,
            value: match &dot.value {
                Value::Promise(_) => Value::Promise(raglan_engine::value::Promise::forced(
                    part.code.clone(),
                    part.value.clone(),
                )),
                other => other.clone(),
            },
        })
        .collect();
    if !args.is_missing("deparse.level") {
        arguments.push(Argument::named("deparse.level", Value::integer(level as i32)));
    }
    args.apply(&method, arguments)
}

fn bind_plain_dots(args: &mut Args, columns: bool) -> Eval {
    let parts = parts(args)?;
    let level = args.whole("deparse.level")?;
    bind_plain(&parts, columns, level, args)
}

fn plain(value: &Value) -> Eval {
    if value.is_factor() { Ok(value.clone().stripped()) } else { Ok(value.clone()) }
}

/// Binds vectors and matrices. Everything is said for columns; for rows the extents change places.
fn bind_plain(parts: &[Part], columns: bool, level: i64, args: &mut Args) -> Eval {
    let mut values = Vec::new();
    for part in parts.iter().filter(|p| !matches!(p.value, Value::Null)) {
        if part.value.vector_type().is_none() {
            return fail(format!(
                "cannot create a matrix from type '{}'",
                raglan_engine::value::type_name(&part.value)
            ));
        }
        values.push((part, plain(&part.value)?));
    }
    if values.is_empty() {
        return Ok(Value::Null);
    }
    let shape = |v: &Value| {
        v.dim().filter(|d| d.len() == 2).map(|d| if columns { (d[0], d[1]) } else { (d[1], d[0]) })
    };
    let matrices: Vec<usize> = values.iter().filter_map(|(_, v)| shape(v).map(|s| s.0)).collect();
    let length = match matrices.first() {
        Some(&n) => {
            if matrices.iter().any(|&m| m != n) {
                let what = if columns { "rows" } else { "columns" };
                let at = values.iter().position(|(_, v)| shape(v).is_some_and(|s| s.0 != n)).unwrap_or(0);
                return fail(format!("number of {what} of matrices must match (see arg {})", at + 1));
            }
            n
        }
        None => values.iter().map(|(_, v)| v.len()).max().unwrap_or(0),
    };
    for (k, (_, v)) in values.iter().enumerate() {
        if shape(v).is_none() && !v.is_empty() && (length % v.len() != 0 || v.len() > length) {
            let what = if columns { "rows" } else { "columns" };
            let of = if columns { "rows" } else { "columns" };
            let _ = what;
            args.warn(&format!(
                "number of {of} of result is not a multiple of vector length (arg {})",
                k + 1
            ))?;
            break;
        }
    }
    let mut pieces: Vec<Value> = Vec::new();
    let mut across: Vec<Text> = Vec::new();
    let mut named = false;
    let mut along: Option<Strings> = None;
    let mut total = 0;
    for (part, v) in &values {
        match shape(v) {
            Some((n, p)) => {
                let names = v.dimnames();
                let (own, other) = if columns { (1, 0) } else { (0, 1) };
                let own = names.as_ref().and_then(|d| d[own].clone());
                if along.is_none() {
                    along = names.as_ref().and_then(|d| d[other].clone());
                }
                named |= own.is_some();
                across.extend((0..p).map(|j| match &own {
                    Some(names) => names.text(j),
                    None => Some("".into()),
                }));
                let at: Vec<usize> = if columns {
                    (0..n * p).collect()
                } else {
                    (0..n * p).map(|k| (k / n.max(1)) + (k % n.max(1)) * p).collect()
                };
                pieces.push(v.gather(&at));
                total += p;
            }
            None => {
                if v.is_empty() && length > 0 {
                    continue;
                }
                let name = part_name(part, level);
                named |= name.is_some();
                across.push(Some(name.unwrap_or_default().into()));
                if along.is_none() && v.len() == length && matrices.is_empty() {
                    along = v.names();
                }
                let n = v.len();
                pieces.push(v.gather(&(0..length).map(|i| i % n.max(1)).collect::<Vec<_>>()));
                total += 1;
            }
        }
    }
    // Names along the common extent come from a vector too where no matrix has any.
    let joined: Vec<Argument> = pieces.into_iter().map(Argument::new).collect();
    let empty = values.iter().map(|(_, v)| v.vector_type().unwrap_or(Type::Null)).max();
    let data = match raglan_engine::value::combine(&joined, false, false)? {
        Value::Null => Value::empty(empty.unwrap_or(Type::Logical)),
        data => data,
    };
    let (rows, cols) = if columns { (length, total) } else { (total, length) };
    let mut out = if columns {
        data
    } else {
        data.gather(
            &(0..rows * cols).map(|k| (k / rows.max(1)) + (k % rows.max(1)) * length).collect::<Vec<_>>(),
        )
    };
    out.set_attribute(known::DIM, Value::integers(vec![rows as i32, cols as i32]));
    let across = if named { Value::Character(Vector::new(across)) } else { Value::Null };
    let along = along.map_or(Value::Null, Value::from);
    if !matches!((&across, &along), (Value::Null, Value::Null)) {
        let list = if columns { vec![along, across] } else { vec![across, along] };
        out.set_attribute(known::DIMNAMES, Value::list(list));
    }
    Ok(out)
}

/// What a vector's column is called: by its name, or its code where that is a name.
fn part_name(part: &Part, level: i64) -> Option<String> {
    if part.name.is_some() {
        return part.name.clone();
    }
    match (&part.code, level) {
        (Value::Symbol(s), 1..) => Some(s.as_str().to_string()),
        (code @ Value::Language(_), 2) => Some(deparse_line(code)),
        _ => None,
    }
}

/// The columns of a result of `rbind` for data frames.
struct Growing {
    names: Vec<String>,
    pieces: Vec<Vec<Value>>,
}

fn bind_frames(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["factor.exclude"])?;
    let parts: Vec<Part> = parts(args)?
        .into_iter()
        .filter(|p| !(matches!(p.value, Value::Null) || p.value.is_empty() && !p.value.is_data_frame()))
        .collect();
    let keep_names = args.flag("make.row.names")?;
    let to_factor = args.flag("stringsAsFactors")?;
    // A frame without columns and rows adds nothing.
    let first = parts.iter().find(|p| p.value.is_data_frame() && !p.value.is_empty());
    let Some(first) = first else {
        return Ok(parts.into_iter().map(|p| p.value).next().unwrap_or_default());
    };
    let first = first.value.clone();
    let names: Vec<String> =
        first.names().map(|n| n.iter().map(|s| s.unwrap_or("NA").to_string()).collect()).unwrap_or_default();
    let mut growing = Growing { pieces: vec![Vec::new(); names.len()], names };
    let mut row_labels: Vec<String> = Vec::new();
    let mut given = false;
    let mut total = 0;
    for part in &parts {
        let n = growing.add(args, part)?;
        let own = part.name.clone();
        if part.value.is_data_frame() {
            let auto = automatic(&part.value);
            given |= !auto || own.is_some();
            let labels = row_names(&part.value);
            for i in 0..n {
                let label = labels.get(i).unwrap_or("NA");
                row_labels.push(match (&own, auto) {
                    (Some(own), _) if n == 1 && auto => own.clone(),
                    (Some(own), _) => format!("{own}.{label}"),
                    (None, true) => (total + i + 1).to_string(),
                    (None, false) => label.to_string(),
                });
            }
        } else {
            for i in 0..n {
                given |= own.is_some();
                row_labels.push(match &own {
                    Some(own) if n == 1 => own.clone(),
                    Some(own) => format!("{own}{}", i + 1),
                    None => (total + i + 1).to_string(),
                });
            }
        }
        total += n;
    }
    let mut columns = Vec::with_capacity(growing.names.len());
    for pieces in &growing.pieces {
        let column = stack(args, pieces)?;
        columns.push(match column {
            Value::Character(_) if to_factor && !column.is_object() => {
                args.apply_named("factor", vec![Argument::new(column)])?
            }
            column => column,
        });
    }
    let mut out = Value::list(columns).with_attributes(first.attributes().clone());
    let labels = if keep_names && given {
        Value::strings(unique_names(&row_labels, ""))
    } else {
        super::attributes::compact_row_names(Value::integers((1..=total as i32).collect::<Vec<_>>()))
    };
    let labels = if total == 0 { Value::empty(Type::Integer) } else { labels };
    out.set_attribute(known::ROW_NAMES, labels);
    Ok(out)
}

impl Growing {
    /// Adds the rows of one argument; returns how many.
    fn add(&mut self, args: &mut Args, part: &Part) -> Eval<usize> {
        let p = self.names.len();
        let value = &part.value;
        if value.is_data_frame() {
            if value.is_empty() {
                return Ok(0);
            }
            if value.len() != p {
                return fail("numbers of columns of arguments do not match");
            }
            let at = self.places(value.names(), true)?;
            for (column, place) in as_list(value).iter().zip(at) {
                self.pieces[place].push(column.clone());
            }
            return Ok(row_count(value));
        }
        if let Value::List(list) = value {
            if list.data.len() != p {
                return fail("invalid list argument: all variables should have the same length");
            }
            let n = list.data.iter().map(rows_of).max().unwrap_or(0);
            let at = self.places(value.names(), false)?;
            for (item, place) in list.data.iter().zip(at) {
                self.pieces[place].push(args.apply_named(
                    "rep",
                    vec![Argument::new(item.clone()), Argument::named("length.out", Value::count(n))],
                )?);
            }
            return Ok(n);
        }
        if let Some(dim) = value.dim().filter(|d| d.len() == 2) {
            for j in 0..p.min(dim[1]) {
                self.pieces[j].push(value.gather(&(0..dim[0]).map(|i| i + j * dim[0]).collect::<Vec<_>>()));
            }
            return Ok(dim[0]);
        }
        // A vector is one row.
        for (j, pieces) in self.pieces.iter_mut().enumerate() {
            pieces.push(value.gather(&[j % value.len()]));
        }
        Ok(1)
    }

    fn places(&self, names: Option<Strings>, strict: bool) -> Eval<Vec<usize>> {
        let p = self.names.len();
        let Some(names) = names else { return Ok((0..p).collect()) };
        if names.iter().map(|n| n.unwrap_or("NA")).eq(self.names.iter().map(String::as_str)) {
            return Ok((0..p).collect());
        }
        let mut out = Vec::with_capacity(p);
        for name in names.iter() {
            let place = self.names.iter().position(|m| Some(m.as_str()) == name);
            match place {
                Some(k) => out.push(k),
                None if strict || names.iter().any(|n| n.is_some_and(|n| !n.is_empty())) => {
                    return fail("names do not match previous names");
                }
                None => return Ok((0..p).collect()),
            }
        }
        Ok(out)
    }
}

/// Pieces of one column end to end: factors get all levels, other classes are what `c` makes of them.
fn stack(args: &mut Args, pieces: &[Value]) -> Eval {
    let Some(first) = pieces.first() else { return Ok(Value::Null) };
    if pieces.iter().any(Value::is_factor) {
        return stack_factors(args, pieces);
    }
    if first.dim().is_some_and(|d| d.len() == 2) || pieces.iter().any(Value::is_data_frame) {
        return args.apply_named("rbind", pieces.iter().cloned().map(Argument::new).collect());
    }
    let parts: Vec<Argument> = pieces
        .iter()
        .map(|p| {
            let mut p = p.clone();
            p.set_attribute(known::NAMES, Value::Null);
            Argument::new(p)
        })
        .collect();
    if first.is_object() {
        return args.apply_named("c", parts);
    }
    let out = raglan_engine::value::combine(&parts, false, false)?;
    Ok(if matches!(out, Value::Null) { first.gather(&[] as &[usize]) } else { out })
}

fn stack_factors(args: &mut Args, pieces: &[Value]) -> Eval {
    let mut levels: Vec<Text> = Vec::new();
    let mut labels: Vec<Text> = Vec::new();
    let mut ordered = true;
    for piece in pieces {
        let own: Vec<Text> = if piece.is_factor() {
            match piece.attributes().get(known::LEVELS) {
                Some(Value::Character(l)) => (0..l.data.len()).map(|i| l.data.text(i)).collect(),
                _ => Vec::new(),
            }
        } else {
            let all = texts(piece)?;
            (0..all.len()).map(|i| all.text(i)).filter(Option::is_some).collect()
        };
        ordered &= piece.has_class("ordered") && (levels.is_empty() || levels == own);
        for level in own {
            if !levels.contains(&level) {
                levels.push(level);
            }
        }
        let all = texts(piece)?;
        labels.extend((0..all.len()).map(|i| all.text(i)));
    }
    if !pieces[0].is_factor() {
        // What begins as text stays text.
        return Ok(Value::Character(Vector::new(labels)));
    }
    let _ = args;
    let codes: Vec<i32> = labels
        .iter()
        .map(|l| levels.iter().position(|m| l.is_some() && m == l).map_or(i32::MIN, |k| k as i32 + 1))
        .collect();
    let class: &[&str] = if ordered { &["ordered", "factor"] } else { &["factor"] };
    Ok(Value::integers(codes)
        .with_attribute(known::LEVELS, Value::Character(Vector::new(levels)))
        .with_class(class))
}
