//! Matrices and arrays: making them, turning them, products, sums along extents.

use super::attributes::checked_dimnames;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, internal, method};
use raglan_engine::value::{
    Argument, Complex, NA_INTEGER, NA_REAL, Strings, Type, Value, Vector, as_complex, as_double, as_integer,
    is_na, known,
};
use raglan_stats::extended::Extended;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("matrix(data = NA, nrow = 1, ncol = 1, byrow = FALSE, dimnames = NULL)", matrix),
    builtin("array(data = NA, dim = length(data), dimnames = NULL)", array),
    generic("t(x)"),
    method("t.default(x)", transpose),
    generic("aperm(a, perm, ...)"),
    method("aperm.default(a, perm = NULL, resize = TRUE, ...)", aperm),
    internal("`%*%`(x, y)", |a| product(a, false, false)),
    builtin("crossprod(x, y = NULL, ...)", |a| product(a, true, false)),
    builtin("tcrossprod(x, y = NULL, ...)", |a| product(a, false, true)),
    builtin("row(x, as.factor = FALSE)", |a| index(a, true)),
    builtin("col(x, as.factor = FALSE)", |a| index(a, false)),
    builtin("diag(x = 1, nrow, ncol, names = TRUE)", diag),
    builtin("`diag<-`(x, value)", set_diag),
    builtin("rowSums(x, na.rm = FALSE, dims = 1L)", |a| along(a, true, false)),
    builtin("colSums(x, na.rm = FALSE, dims = 1L)", |a| along(a, false, false)),
    builtin("rowMeans(x, na.rm = FALSE, dims = 1L)", |a| along(a, true, true)),
    builtin("colMeans(x, na.rm = FALSE, dims = 1L)", |a| along(a, false, true)),
    builtin("drop(x)", drop_extents),
    builtin("max.col(m, ties.method = c(\"random\", \"first\", \"last\"))", max_col),
];

fn matrix(args: &mut Args) -> Eval {
    let mut data = args.value("data")?;
    if data.is_object() && !data.is_data_frame() {
        data = args.apply_named("as.vector", vec![Argument::new(data)])?;
    }
    if data.is_data_frame() {
        data = data.stripped();
    }
    if !data.is_vector() {
        return fail("'data' must be of a vector type, was 'NULL'");
    }
    let n = data.len();
    let (row_given, col_given) = (!args.is_missing("nrow"), !args.is_missing("ncol"));
    let extent = |args: &mut Args, name: &str| -> Eval<usize> {
        let value = args.value(name)?;
        let d = as_double(&value, &mut Vec::new())?;
        match d.first() {
            None => fail("non-numeric matrix extent"),
            Some(x) if x.is_nan() => fail(format!("invalid '{name}' value (too large or NA)")),
            Some(x) if *x < 0.0 => fail(format!("invalid '{name}' value (< 0)")),
            Some(x) => Ok(*x as usize),
        }
    };
    let (rows, cols) = match (row_given, col_given) {
        (false, false) => (n, 1),
        (true, false) => {
            let rows = extent(args, "nrow")?;
            (rows, if rows == 0 { 0 } else { n.div_ceil(rows) })
        }
        (false, true) => {
            let cols = extent(args, "ncol")?;
            (if cols == 0 { 0 } else { n.div_ceil(cols) }, cols)
        }
        (true, true) => (extent(args, "nrow")?, extent(args, "ncol")?),
    };
    args.session.check_length(rows as f64 * cols as f64, 8.0)?;
    warn_about_length(args, n, rows, cols, row_given, col_given)?;
    let cells = rows * cols;
    let by_row = args.flag("byrow")?;
    let at: Vec<usize> = (0..cells)
        .map(|k| {
            if n == 0 {
                return usize::MAX;
            }
            if by_row { ((k % rows) * cols + k / rows) % n } else { k % n }
        })
        .collect();
    let mut out = data.gather(&at);
    out.set_attribute(known::DIM, Value::integers(vec![rows as i32, cols as i32]));
    let dimnames = args.value("dimnames")?;
    if !dimnames.is_empty() {
        out.set_attribute(known::DIMNAMES, checked_dimnames(&[rows, cols], dimnames)?);
    }
    Ok(out)
}

fn warn_about_length(
    args: &mut Args,
    n: usize,
    rows: usize,
    cols: usize,
    row_given: bool,
    col_given: bool,
) -> Eval<()> {
    if n <= 1 {
        return Ok(());
    }
    let cells = rows * cols;
    if cells == 0 && n > 0 {
        return Ok(());
    }
    if !cells.is_multiple_of(n) {
        if (n > rows && (n / rows) * rows != n) || (n < rows && (rows / n) * n != rows) {
            return args.warn(&format!(
                "data length [{n}] is not a sub-multiple or multiple of the number of rows [{rows}]"
            ));
        }
        if (n > cols && (n / cols) * cols != n) || (n < cols && (cols / n) * n != cols) {
            return args.warn(&format!(
                "data length [{n}] is not a sub-multiple or multiple of the number of columns [{cols}]"
            ));
        }
    }
    if row_given && col_given && (n > cells || !cells.is_multiple_of(n)) {
        return args.warn(&format!("data length differs from size of matrix: [{n} != {rows} x {cols}]"));
    }
    Ok(())
}

fn array(args: &mut Args) -> Eval {
    let mut data = args.value("data")?;
    if data.is_object() {
        data = args.apply_named("as.vector", vec![Argument::new(data)])?;
    }
    if !data.is_vector() {
        return fail(format!(
            "'data' must be of a vector type, was '{}'",
            raglan_engine::value::type_name(&data)
        ));
    }
    let dim = args.integers("dim")?;
    if dim.is_empty() {
        return fail("'dim' cannot be of length 0");
    }
    if dim.iter().any(|&d| d < 0) {
        return fail("negative extents to matrix");
    }
    let extents: Vec<usize> = dim.iter().map(|&d| d as usize).collect();
    args.session.check_length(extents.iter().map(|&d| d as f64).product(), 8.0)?;
    let n = data.len();
    let cells: usize = extents.iter().product();
    let at: Vec<usize> = (0..cells).map(|k| if n == 0 { usize::MAX } else { k % n }).collect();
    let mut out = data.gather(&at);
    out.set_attribute(known::DIM, Value::integers(dim));
    let dimnames = args.value("dimnames")?;
    if !dimnames.is_empty() {
        out.set_attribute(known::DIMNAMES, checked_dimnames(&extents, dimnames)?);
    }
    Ok(out)
}

/// The attributes of an array that turning it leaves alone.
fn others(x: &Value) -> raglan_engine::value::Attributes {
    x.other_attributes()
}

fn transpose(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !x.is_vector() {
        return fail("argument is not a matrix");
    }
    let (rows, cols, names) = match x.dim() {
        None => {
            // A vector is taken as a column.
            let names = x.names();
            let out = x.gather(&(0..x.len()).collect::<Vec<_>>());
            let mut out = out.with_attributes(others(&x));
            out.set_attribute(known::DIM, Value::integers(vec![1, x.len() as i32]));
            if let Some(names) = names {
                out.set_attribute(known::DIMNAMES, Value::list(vec![Value::Null, names.into()]));
            }
            return Ok(out);
        }
        Some(d) if d.len() == 1 => {
            let names = x.attributes().get(known::DIMNAMES).cloned();
            (d[0], 1, names.map(|n| pad_dimnames(&n)))
        }
        Some(d) if d.len() == 2 => (d[0], d[1], x.attributes().get(known::DIMNAMES).cloned()),
        Some(_) => return fail("argument is not a matrix"),
    };
    let at: Vec<usize> = (0..rows * cols).map(|k| (k / cols) + (k % cols) * rows).collect();
    let mut out = x.gather(&at).with_attributes(others(&x));
    out.set_attribute(known::DIM, Value::integers(vec![cols as i32, rows as i32]));
    if let Some(Value::List(list)) = names {
        let header = Value::List(list.clone()).names();
        let mut turned = Value::list(vec![list.data[1].clone(), list.data[0].clone()]);
        if let Some(h) = header {
            turned.set_attribute(known::NAMES, [h.get(1), h.get(0)].into_iter().collect::<Strings>().into());
        }
        out.set_attribute(known::DIMNAMES, turned);
    }
    Ok(out)
}

/// Names along one extent as those of a column.
fn pad_dimnames(names: &Value) -> Value {
    let items = raglan_engine::value::as_list(names);
    let mut out = Value::list(vec![items.first().cloned().unwrap_or_default(), Value::Null]);
    if let Some(h) = names.names() {
        out.set_attribute(known::NAMES, [h.get(0), Some("")].into_iter().collect::<Strings>().into());
    }
    out
}

fn aperm(args: &mut Args) -> Eval {
    let a = args.value("a")?;
    let Some(dim) = a.dim() else { return fail("invalid first argument, must be an array") };
    let n = dim.len();
    let perm: Vec<usize> = match args.optional("perm")? {
        None => (0..n).rev().collect(),
        Some(Value::Character(names)) => {
            let header = a.attributes().get(known::DIMNAMES).and_then(Value::names);
            let find = |w: Option<&str>| {
                header.as_ref().and_then(|h| h.iter().position(|m| m == w)).unwrap_or(usize::MAX)
            };
            names.data.iter().map(find).collect()
        }
        Some(p) => as_integer(&p, &mut Vec::new())?.iter().map(|&k| (k - 1) as usize).collect(),
    };
    let mut sorted = perm.clone();
    sorted.sort_unstable();
    if perm.len() != n {
        return fail("'perm' is of wrong length".to_string() + &format!(" {} (!= {n})", perm.len()));
    }
    if sorted != (0..n).collect::<Vec<_>>() {
        return fail("value out of range in 'perm'");
    }
    let mut strides = vec![1usize; n];
    for k in 1..n {
        strides[k] = strides[k - 1] * dim[k - 1];
    }
    let shape: Vec<usize> = perm.iter().map(|&k| dim[k]).collect();
    let mut counter = vec![0usize; n];
    let at: Vec<usize> = (0..a.len())
        .map(|_| {
            let place = counter.iter().zip(&perm).map(|(&c, &k)| c * strides[k]).sum();
            for k in 0..n {
                counter[k] += 1;
                if counter[k] < shape[k] {
                    break;
                }
                counter[k] = 0;
            }
            place
        })
        .collect();
    let mut out = a.gather(&at);
    if !args.flag("resize")? {
        out.set_attribute(known::DIM, a.attribute(known::DIM).unwrap_or_default());
        return Ok(out);
    }
    out.set_attribute(known::DIM, Value::integers(shape.iter().map(|&d| d as i32).collect::<Vec<_>>()));
    if let Some(Value::List(names)) = a.attributes().get(known::DIMNAMES) {
        let mut list = Value::list(perm.iter().map(|&k| names.data[k].clone()).collect::<Vec<_>>());
        if let Some(h) = a.attributes().get(known::DIMNAMES).and_then(Value::names) {
            list.set_attribute(known::NAMES, perm.iter().map(|&k| h.get(k)).collect::<Strings>().into());
        }
        out.set_attribute(known::DIMNAMES, list);
    }
    if a.has_class("table") {
        out.set_attribute(known::CLASS, a.attribute(known::CLASS).unwrap_or_default());
    }
    Ok(out)
}

/// A factor of a product: values by column, extents, names of rows and columns.
struct Factor {
    value: Value,
    rows: usize,
    cols: usize,
    names: [Option<Strings>; 2],
    header: Option<Strings>,
    vector: bool,
}

fn factor(value: Value) -> Factor {
    match value.dim() {
        Some(d) if d.len() == 2 => {
            let mut names = value.dimnames().unwrap_or_default().into_iter();
            let names = [names.next().flatten(), names.next().flatten()];
            let header = value.attributes().get(known::DIMNAMES).and_then(Value::names);
            Factor { rows: d[0], cols: d[1], names, header, vector: false, value }
        }
        _ => Factor { rows: value.len(), cols: 1, names: [None, None], header: None, vector: true, value },
    }
}

impl Factor {
    fn transposed(self) -> Self {
        let at: Vec<usize> =
            (0..self.rows * self.cols).map(|k| (k / self.cols) + (k % self.cols) * self.rows).collect();
        let [a, b] = self.names;
        let header = self.header.map(|h| [h.get(1), h.get(0)].into_iter().collect());
        Self {
            value: self.value.gather(&at),
            rows: self.cols,
            cols: self.rows,
            names: [b, a],
            header,
            vector: false,
        }
    }

    /// A vector read as a row.
    fn as_row(self) -> Self {
        Self { rows: 1, cols: self.rows, ..self }
    }
}

fn product(args: &mut Args, first: bool, second: bool) -> Eval {
    let x = args.value("x")?;
    let y = match args.optional("y")? {
        Some(y) => y,
        None => x.clone(),
    };
    let numeric = |v: &Value| {
        matches!(v.vector_type(), Some(Type::Logical | Type::Integer | Type::Double | Type::Complex))
    };
    if !numeric(&x) || !numeric(&y) {
        return fail("requires numeric/complex matrix/vector arguments");
    }
    let complex = matches!(x, Value::Complex(_)) || matches!(y, Value::Complex(_));
    let (mut a, mut b) = (factor(x), factor(y));
    if first {
        if a.vector && !b.vector && a.rows != b.rows && b.rows == 1 {
            a = a.as_row();
        }
        a = a.transposed();
    } else if second {
        if b.vector && !a.vector && a.cols != 1 && b.rows == a.cols {
            b = b.as_row();
        } else if a.vector && !b.vector && b.cols != 1 && a.rows == b.cols {
            a = a.as_row();
        }
        b = b.transposed();
    } else {
        match (a.vector, b.vector) {
            (true, true) if a.rows == b.rows => a = a.as_row(),
            (true, true) if b.rows == 1 => {}
            (true, true) if a.rows == 1 => b = b.as_row(),
            (true, false) if a.rows == b.rows => a = a.as_row(),
            (false, true) if b.rows != a.cols && a.cols == 1 => b = b.as_row(),
            _ => {}
        }
    }
    if a.cols != b.rows {
        return fail("non-conformable arguments");
    }
    let mut out = if complex { multiply_complex(&a, &b)? } else { multiply(&a, &b)? };
    out.set_attribute(known::DIM, Value::integers(vec![a.rows as i32, b.cols as i32]));
    if a.names[0].is_some() || b.names[1].is_some() {
        let name = |n: &Option<Strings>| n.clone().map_or(Value::Null, Value::from);
        let mut list = Value::list(vec![name(&a.names[0]), name(&b.names[1])]);
        if a.header.is_some() || b.header.is_some() {
            let part =
                |h: &Option<Strings>, k: usize| h.as_ref().and_then(|h| h.get(k)).unwrap_or("").to_string();
            let header = [part(&a.header, 0), part(&b.header, 1)];
            if header.iter().any(|h| !h.is_empty()) {
                list = list.with_names(header);
            }
        }
        out.set_attribute(known::DIMNAMES, list);
    }
    Ok(out)
}

fn multiply(a: &Factor, b: &Factor) -> Eval {
    let (x, y) = (as_double(&a.value, &mut Vec::new())?, as_double(&b.value, &mut Vec::new())?);
    let (n, m, p) = (a.rows, a.cols, b.cols);
    let mut out = vec![0.0; n * p];
    let special = x.iter().chain(y.iter()).any(|v| v.is_nan());
    for j in 0..p {
        let column = &mut out[j * n..(j + 1) * n];
        if special {
            for (i, cell) in column.iter_mut().enumerate() {
                let sum = (0..m).fold(Extended::default(), |s, k| s.plus(x[i + k * n] * y[k + j * m]));
                let missing = (0..m).any(|k| is_na(x[i + k * n]) || is_na(y[k + j * m]));
                *cell = if missing { NA_REAL } else { sum.value() };
            }
            continue;
        }
        for k in 0..m {
            let t = y[k + j * m];
            for (cell, v) in column.iter_mut().zip(&x[k * n..(k + 1) * n]) {
                *cell += t * v;
            }
        }
    }
    Ok(Value::doubles(out))
}

fn multiply_complex(a: &Factor, b: &Factor) -> Eval {
    let (x, y) = (as_complex(&a.value, &mut Vec::new())?, as_complex(&b.value, &mut Vec::new())?);
    let (n, m) = (a.rows, a.cols);
    let cell =
        |i: usize, j: usize| (0..m).fold(Complex::new(0.0, 0.0), |s, k| s + x[i + k * n] * y[k + j * m]);
    let data: Vec<Complex> = (0..n * b.cols).map(|c| cell(c % n.max(1), c / n.max(1))).collect();
    Ok(Value::Complex(Vector::new(data)))
}

fn index(args: &mut Args, rows: bool) -> Eval {
    let x = args.value("x")?;
    let dim = if x.is_object() {
        args.apply_named("dim", vec![Argument::new(x.clone())])?
    } else {
        x.attributes().get(known::DIM).cloned().unwrap_or_default()
    };
    let dim = as_integer(&dim, &mut Vec::new())?;
    let [n, p] = dim[..] else { return fail("a matrix-like object is required as argument to 'row'/'col'") };
    let data: Vec<i32> = (0..n * p).map(|k| if rows { k % n.max(1) + 1 } else { k / n.max(1) + 1 }).collect();
    let out = Value::integers(data).with_attribute(known::DIM, Value::integers(vec![n, p]));
    if args.flag("as.factor")? {
        let side = if rows { 0 } else { 1 };
        let labels: Vec<String> = match x.dimnames().and_then(|d| d.into_iter().nth(side).flatten()) {
            Some(names) => names.iter().map(|s| s.unwrap_or("NA").to_string()).collect(),
            None => (1..=if rows { n } else { p }).map(|k| k.to_string()).collect(),
        };
        return Ok(out.with_attribute(known::LEVELS, Value::strings(labels)).with_class(&["factor"]));
    }
    Ok(out)
}

fn diag(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if let Some(dim) = x.dim().filter(|d| d.len() == 2) {
        if !args.is_missing("nrow") || !args.is_missing("ncol") {
            return fail("'nrow' or 'ncol' cannot be specified when 'x' is a matrix");
        }
        let n = dim[0].min(dim[1]);
        let out = x.gather(&(0..n).map(|i| i + i * dim[0]).collect::<Vec<_>>());
        if args.flag("names")?
            && let Some(names) = x.dimnames()
            && let [Some(r), Some(c)] = &names[..]
            && (0..n).all(|i| r.get(i) == c.get(i))
        {
            return Ok(out.with_attribute(known::NAMES, (0..n).map(|i| r.get(i)).collect::<Strings>().into()));
        }
        return Ok(out);
    }
    if x.dim().is_some_and(|d| d.len() != 1) {
        return fail("'x' is an array, but not one-dimensional.");
    }
    let single = x.len() == 1 && args.is_missing("nrow");
    let (values, rows) = if single && args.is_missing("ncol") {
        let n = args.number("x")?;
        if n < 0.0 {
            return fail("invalid 'nrow' value (< 0)");
        }
        (Value::double(1.0), n as usize)
    } else if args.is_missing("nrow") {
        let n = if x.len() == 1 { args.number("x")? as usize } else { x.len() };
        (if x.len() == 1 { Value::double(1.0) } else { x.clone() }, n)
    } else {
        (x.clone(), args.count("nrow")?)
    };
    let cols = if args.is_missing("ncol") { rows } else { args.count("ncol")? };
    let n = rows.min(cols);
    if values.is_empty() && n > 0 {
        return fail("'x' must have positive length");
    }
    let of = values.vector_type().unwrap_or(Type::Double);
    let of = if matches!(of, Type::Character | Type::List) { return fail("invalid type") } else { of };
    let mut out = Value::filled(of, rows * cols);
    let at: Vec<i32> = (0..n).map(|i| (i + i * rows) as i32 + 1).collect();
    if n > 0 {
        let recycled = values.gather(&(0..n).map(|i| i % values.len()).collect::<Vec<_>>());
        raglan_engine::value::assign_vector(&mut out, &[Value::integers(at)], &recycled, &mut Vec::new())?;
    }
    out.set_attribute(known::DIM, Value::integers(vec![rows as i32, cols as i32]));
    if args.flag("names")? && !single && args.is_missing("nrow") && x.names().is_some() && rows == cols {
        let names: Value = x.names().map_or(Value::Null, Value::from);
        out.set_attribute(known::DIMNAMES, Value::list(vec![names.clone(), names]));
    }
    Ok(out)
}

fn set_diag(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    let value = args.value("value")?;
    let Some([n, p]) = x.dim().and_then(|d| <[usize; 2]>::try_from(d).ok()) else {
        return fail("only matrix diagonals can be replaced");
    };
    let count = n.min(p);
    if value.len() != 1 && value.len() != count {
        return fail("replacement diagonal has wrong length");
    }
    if count > 0 {
        let at: Vec<i32> = (0..count).map(|i| (i + i * n) as i32 + 1).collect();
        raglan_engine::value::assign_vector(&mut x, &[Value::integers(at)], &value, &mut Vec::new())?;
    }
    Ok(x)
}

fn along(args: &mut Args, rows: bool, mean: bool) -> Eval {
    let mut x = args.value("x")?;
    if x.is_data_frame() {
        x = args.apply_named("as.matrix", vec![Argument::new(x)])?;
    }
    let Some(dim) = x.dim().filter(|d| d.len() >= 2) else {
        return fail("'x' must be an array of at least two dimensions");
    };
    let split = args.count("dims")?;
    if split < 1 || split > dim.len() - 1 {
        return fail("invalid 'dims'");
    }
    if !matches!(x.vector_type(), Some(Type::Logical | Type::Integer | Type::Double | Type::Complex)) {
        return fail("'x' must be numeric");
    }
    let drop = args.flag("na.rm")?;
    let (n, p): (usize, usize) = (dim[..split].iter().product(), dim[split..].iter().product());
    let one = |values: &mut dyn Iterator<Item = f64>| {
        let (mut sum, mut count, mut missing) = (Extended::default(), 0usize, false);
        for v in values {
            if drop && v.is_nan() {
                continue;
            }
            missing |= is_na(v);
            count += 1;
            sum = sum.plus(v);
        }
        match (missing, mean) {
            (true, _) => NA_REAL,
            (_, true) if count == 0 => f64::NAN,
            (_, true) => sum.over(count as f64).value(),
            _ => sum.value(),
        }
    };
    let total = if rows { n } else { p };
    let sums = |data: &[f64]| -> Vec<f64> {
        (0..total)
            .map(|k| {
                if rows {
                    one(&mut (0..p).map(|j| data[k + j * n]))
                } else {
                    one(&mut data[k * n..(k + 1) * n].iter().copied())
                }
            })
            .collect()
    };
    let mut out = if let Value::Complex(v) = &x {
        let re = sums(&v.data.iter().map(|z| z.re).collect::<Vec<_>>());
        let im = sums(&v.data.iter().map(|z| z.im).collect::<Vec<_>>());
        Value::Complex(Vector::new(
            re.into_iter().zip(im).map(|(a, b)| Complex::new(a, b)).collect::<Vec<_>>(),
        ))
    } else {
        Value::doubles(sums(&as_double(&x, &mut Vec::new())?))
    };
    let kept = if rows { 0..split } else { split..dim.len() };
    let names = x.dimnames();
    if kept.len() == 1 {
        if let Some(names) = names.and_then(|n| n[kept.start].clone()) {
            out.set_attribute(known::NAMES, names.into());
        }
    } else {
        let extents: Vec<i32> = dim[kept.clone()].iter().map(|&d| d as i32).collect();
        out.set_attribute(known::DIM, Value::integers(extents));
        if let Some(Value::List(list)) = x.attributes().get(known::DIMNAMES) {
            let part = Value::List(list.clone()).slice(kept.start, kept.end);
            out.set_attribute(known::DIMNAMES, part);
        }
    }
    Ok(out)
}

fn drop_extents(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let Some(dim) = x.dim() else { return Ok(x) };
    let kept: Vec<usize> = (0..dim.len()).filter(|&k| dim[k] != 1).collect();
    if kept.len() == dim.len() {
        return Ok(x);
    }
    let all = vec![Value::Missing; dim.len()];
    Ok(raglan_engine::value::subset_array(&x, &all, true)?)
}

fn max_col(args: &mut Args) -> Eval {
    let ties = args.choice("ties.method")?;
    let m = args.value("m")?;
    let m = if m.is_data_frame() { args.apply_named("as.matrix", vec![Argument::new(m)])? } else { m };
    let Some([n, p]) = m.dim().and_then(|d| <[usize; 2]>::try_from(d).ok()) else {
        return fail("a matrix is required");
    };
    let data = as_double(&m, &mut Vec::new())?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let row: Vec<f64> = (0..p).map(|j| data[i + j * n]).collect();
        if row.iter().any(|x| x.is_nan()) || row.is_empty() {
            out.push(NA_INTEGER);
            continue;
        }
        let best = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let places: Vec<usize> = (0..p).filter(|&j| row[j] == best).collect();
        if places.len() > 1 && ties == "random" {
            return fail("ties.method = \"random\" of `max.col` is not implemented");
        }
        let at = if ties == "last" { places[places.len() - 1] } else { places[0] };
        out.push(at as i32 + 1);
    }
    Ok(Value::integers(out))
}
