//! `reshape`, `stack`, `unstack`: the same observations in long and in wide form.

use super::frame_subscripts::{row_names, take_rows};
use super::groups::{Grouping, NO_GROUP, data_scope};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy_method, method};
use raglan_engine::value::frame::{NO_ROW, Table, column_codes, compact_rows, distinct_codes, names_of};
use raglan_engine::value::{
    Argument, Symbol, Value, as_character, as_integer, as_list, combine, known, parse_double,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "reshape(data, varying = NULL, v.names = NULL, timevar = \"time\", idvar = \"id\", ids = NULL, \
         times = NULL, drop = NULL, direction, new.row.names = NULL, sep = \".\", split = NULL)",
        reshape,
    ),
    generic("stack(x, ...)"),
    method("stack.default(x, drop = FALSE, ...)", stack_list),
    lazy_method("stack.data.frame(x, select, drop = FALSE, ...)", stack_frame),
    generic("unstack(x, ...)"),
    method("unstack.default(x, form, ...)", unstack),
    method("unstack.data.frame(x, form, ...)", unstack),
];

const WIDE: &str = "reshapeWide";
const LONG: &str = "reshapeLong";

fn texts(value: &Value) -> Eval<Vec<String>> {
    Ok(as_character(value)?.iter().map(|s| s.unwrap_or("NA").to_string()).collect())
}

/// Names of columns given by name or number.
fn column_names(names: &[String], wanted: &Value) -> Eval<Vec<String>> {
    if let Value::Integer(_) | Value::Double(_) = wanted {
        let at = as_integer(wanted, &mut Vec::new())?;
        let name = |&k: &i32| usize::try_from(k - 1).ok().and_then(|k| names.get(k)).cloned();
        return match at.iter().map(name).collect::<Option<Vec<_>>>() {
            Some(found) => Ok(found),
            None => fail("undefined columns selected"),
        };
    }
    texts(wanted)
}

/// The columns of a frame without those `drop` says.
fn dropped(frame: &Value, drop: &Value) -> Eval<Table> {
    let table = Table::of(frame);
    if matches!(drop, Value::Null) {
        return Ok(table);
    }
    let gone = column_names(&table.names, drop)?;
    let kept: Vec<usize> = (0..table.names.len()).filter(|&k| !gone.contains(&table.names[k])).collect();
    Ok(table.select(&kept))
}

fn reshape(args: &mut Args) -> Eval {
    let data = args.value("data")?;
    let (to_long, undo) = if args.is_missing("direction") {
        match (data.attribute(Symbol::new(WIDE)), data.attribute(Symbol::new(LONG))) {
            (Some(undo), _) => (true, Some(undo)),
            (None, Some(undo)) => (false, Some(undo)),
            (None, None) => return args.value("direction"),
        }
    } else {
        let direction = args.string("direction")?;
        let long = match direction.as_str() {
            d if !d.is_empty() && "long".starts_with(d) => true,
            d if !d.is_empty() && "wide".starts_with(d) => false,
            _ => return fail("'arg' should be one of \"wide\", \"long\""),
        };
        let asked =
            args.raw("varying").is_some() || args.raw("v.names").is_some() || args.raw("idvar").is_some();
        let undo = data.attribute(Symbol::new(if long { WIDE } else { LONG })).filter(|_| !asked);
        (long, undo)
    };
    let mut options = Options::of(args)?;
    if let Some(undo) = undo {
        options.undo(&undo)?;
    }
    let frame = dropped(&data, &args.value("drop")?)?;
    if to_long { lengthen(args, &data, frame, options) } else { widen(args, &data, frame, options) }
}

/// What the arguments say, or the record of the reshaping that is undone.
struct Options {
    varying: Value,
    values: Vec<String>,
    time: String,
    id: Vec<String>,
    times: Value,
    separator: String,
}

impl Options {
    fn of(args: &mut Args) -> Eval<Self> {
        Ok(Self {
            varying: args.value("varying")?,
            values: texts(&args.value("v.names")?)?,
            time: args.string("timevar")?,
            id: texts(&args.value("idvar")?)?,
            times: args.value("times")?,
            separator: args.string("sep")?,
        })
    }

    fn undo(&mut self, record: &Value) -> Eval<()> {
        let part = |name: &str| record.part(name).unwrap_or_default();
        self.varying = part("varying");
        self.values = texts(&part("v.names"))?;
        self.time = texts(&part("timevar"))?.into_iter().next().unwrap_or_default();
        self.id = texts(&part("idvar"))?;
        self.times = part("times");
        Ok(())
    }
}

/// The columns that become one: for each long column the wide ones, by time.
struct Sets {
    sets: Vec<Vec<String>>,
    values: Vec<String>,
    times: Value,
    guessed: bool,
}

/// Where a column's name ends and the time begins.
fn divided(args: &mut Args, name: &str, separator: &str) -> Eval<Option<(String, String)>> {
    let split = args.value("split")?;
    if !matches!(split, Value::Null) {
        let pattern = split.part("regexp").unwrap_or_default();
        let include =
            split.part("include").is_some_and(|v| raglan_engine::value::identical(&v, &Value::logical(true)));
        let fixed = split.part("fixed").unwrap_or(Value::logical(false));
        let arguments =
            vec![Argument::new(pattern), Argument::new(Value::string(name)), Argument::named("fixed", fixed)];
        let found = args.apply_named("regexpr", arguments)?;
        let at = as_integer(&found, &mut Vec::new())?.first().copied().unwrap_or(-1);
        let length = found.attribute(Symbol::new("match.length"));
        let length = length.map(|l| as_integer(&l, &mut Vec::new())).transpose()?;
        let length = length.and_then(|l| l.first().copied()).unwrap_or(1);
        let Ok(at) = usize::try_from(at - 1) else { return Ok(None) };
        let chars: Vec<char> = name.chars().collect();
        let (end, start) = if include { (at + 1, at + 1) } else { (at, at + length as usize) };
        return Ok(Some((chars[..end].iter().collect(), chars[start.min(chars.len())..].iter().collect())));
    }
    if separator.is_empty() {
        let bytes = name.as_bytes();
        let at = (1..bytes.len()).find(|&i| bytes[i - 1].is_ascii_alphabetic() && bytes[i].is_ascii_digit());
        return Ok(at.map(|i| (name[..i].to_string(), name[i..].to_string())));
    }
    let mut parts = name.split(separator);
    Ok(match (parts.next(), parts.next(), parts.next()) {
        (Some(value), Some(time), None) => Some((value.to_string(), time.to_string())),
        _ => None,
    })
}

/// Groups columns by what stands before the time in their names.
fn guess(args: &mut Args, names: &[String], separator: &str) -> Eval<Sets> {
    let mut out = Sets { sets: Vec::new(), values: Vec::new(), times: Value::Null, guessed: true };
    let mut times: Vec<String> = Vec::new();
    for name in names {
        let Some((value, time)) = divided(args, name, separator)? else {
            return fail("failed to guess time-varying variables from their names");
        };
        let k = out.values.iter().position(|v| *v == value).unwrap_or_else(|| {
            out.values.push(value);
            out.sets.push(Vec::new());
            out.values.len() - 1
        });
        out.sets[k].push(name.clone());
        if !times.contains(&time) {
            times.push(time);
        }
    }
    let numbers: Option<Vec<f64>> = times.iter().map(|t| parse_double(t)).collect();
    out.times = match numbers {
        Some(numbers) if numbers.iter().all(|x| x.fract() == 0.0 && x.abs() < 1e9) => Value::doubles(numbers),
        Some(numbers) => Value::doubles(numbers),
        None => Value::strings(times),
    };
    Ok(out)
}

fn sets_of(args: &mut Args, names: &[String], options: &Options) -> Eval<Sets> {
    let varying = &options.varying;
    let count = |n: usize| Value::integers((1..=n as i32).collect::<Vec<_>>());
    let sets: Vec<Vec<String>> = match varying {
        Value::Null => return fail("no 'reshapeWide' attribute, must specify 'varying'"),
        Value::List(list) => {
            let mut sets = Vec::new();
            for set in list.data.iter() {
                sets.push(column_names(names, set)?);
            }
            sets
        }
        matrix if matrix.dim().is_some_and(|d| d.len() == 2) => {
            let dim = matrix.dim().unwrap_or_default();
            let all = column_names(names, &matrix.clone().stripped())?;
            (0..dim[0]).map(|i| (0..dim[1]).map(|j| all[i + j * dim[0]].clone()).collect()).collect()
        }
        vector => {
            let all = column_names(names, vector)?;
            if options.values.is_empty() {
                let mut out = guess(args, &all, &options.separator)?;
                if !matches!(options.times, Value::Null) {
                    out.times = options.times.clone();
                }
                return Ok(out);
            }
            let k = options.values.len();
            if all.len() % k != 0 {
                return fail("length of 'v.names' does not evenly divide length of 'varying'");
            }
            (0..k).map(|v| all.iter().skip(v).step_by(k).cloned().collect()).collect()
        }
    };
    let n = sets.first().map_or(0, Vec::len);
    let times = if matches!(options.times, Value::Null) { count(n) } else { options.times.clone() };
    Ok(Sets { sets, values: options.values.clone(), times, guessed: false })
}

fn lengthen(args: &mut Args, data: &Value, frame: Table, options: Options) -> Eval {
    let mut plan = sets_of(args, &names_of(data), &options)?;
    let n = plan.times.len();
    if plan.sets.iter().any(|s| s.len() != plan.sets[0].len()) {
        return fail("'varying' arguments must be the same length");
    }
    if plan.sets.iter().any(|s| s.len() != n) {
        return fail("'lengths(varying)' must all match 'length(times)'");
    }
    let named = !plan.values.is_empty();
    if !named {
        plan.values = plan.sets.iter().map(|s| s[0].clone()).collect();
    }
    let rows = frame.rows;
    let (labels, new_id) = identifiers(args, &frame, &options)?;
    let repeated: Vec<usize> = (0..rows * n).map(|k| k % rows).collect();
    let mut out = Table { rows: rows * n, ..Table::default() };
    for (name, column) in frame.names.iter().zip(&frame.columns) {
        if !plan.sets.iter().any(|s| s.contains(name)) {
            out.set(name, take_rows(args, column, &repeated)?);
        }
    }
    let when: Vec<usize> = (0..rows * n).map(|k| k / rows).collect();
    out.set(&options.time, take_rows(args, &plan.times, &when)?);
    for (set, value) in plan.sets.iter().zip(&plan.values) {
        let mut pieces = Vec::with_capacity(n);
        for name in set {
            let Some(column) = frame.get(name) else { return fail("undefined columns selected") };
            pieces.push(Argument::new(column.clone()));
        }
        let objects = pieces.iter().any(|p| p.value.is_object());
        let column = if objects { args.apply_named("c", pieces)? } else { combine(&pieces, false, false)? };
        out.set(value, column);
    }
    if let Some(ids) = new_id {
        out.set(&options.id[0], take_rows(args, &ids, &repeated)?);
    }
    let given = args.value("new.row.names")?;
    let rows_named = if matches!(given, Value::Null) {
        let times = texts(&plan.times)?;
        Value::strings((0..rows * n).map(|k| format!("{}.{}", labels[k % rows], times[k / rows])))
    } else {
        super::attributes::compact_row_names(given)
    };
    let mut varying = Value::list(plan.sets.iter().map(Value::strings).collect::<Vec<_>>());
    if plan.guessed {
        varying = varying
            .with_names(&plan.values)
            .with_attribute(Symbol::new("v.names"), Value::strings(&plan.values))
            .with_attribute(Symbol::new("times"), plan.times.clone());
    }
    let record = Value::named_list([
        ("varying", varying),
        ("v.names", if named { Value::strings(&plan.values) } else { Value::Null }),
        ("idvar", Value::strings(&options.id)),
        ("timevar", Value::string(&options.time)),
    ]);
    let frame = out.data_frame().with_attribute(known::ROW_NAMES, rows_named);
    Ok(frame.with_attribute(Symbol::new(LONG), record))
}

/// What each record is called, and a column of that where the data have none.
fn identifiers(args: &mut Args, frame: &Table, options: &Options) -> Eval<(Vec<String>, Option<Value>)> {
    let columns: Option<Vec<Value>> = options.id.iter().map(|n| frame.get(n).cloned()).collect();
    match columns {
        Some(columns) if columns.len() == 1 => {
            if column_codes(&columns[0]).first.len() < frame.rows {
                return fail("'idvar' must uniquely identify records");
            }
            let text = args.apply_named("as.character", vec![Argument::new(columns[0].clone())])?;
            Ok((texts(&text)?, None))
        }
        Some(columns) if columns.len() > 1 => {
            let mut parts = Vec::new();
            for column in columns {
                parts.push(texts(&args.apply_named("as.character", vec![Argument::new(column)])?)?);
            }
            let label = |i: usize| parts.iter().map(|p| p[i].as_str()).collect::<Vec<_>>().join(".");
            Ok(((0..frame.rows).map(label).collect(), None))
        }
        _ => {
            let ids = match args.value("ids")? {
                Value::Null => Value::integers((1..=frame.rows as i32).collect::<Vec<_>>()),
                given => given,
            };
            if ids.len() != frame.rows {
                return fail("'ids' must have one element for each record");
            }
            let labels = texts(&args.apply_named("as.character", vec![Argument::new(ids.clone())])?)?;
            Ok((labels, (options.id.len() == 1).then_some(ids)))
        }
    }
}

/// The names of the wide columns, by value and time.
fn wide_names(
    names: &[String],
    options: &Options,
    values: &[String],
    times: &[String],
) -> Eval<Vec<Vec<String>>> {
    match &options.varying {
        Value::Null => Ok(values
            .iter()
            .map(|v| times.iter().map(|t| format!("{v}{}{t}", options.separator)).collect())
            .collect()),
        Value::List(list) => list.data.iter().map(|set| column_names(names, set)).collect(),
        matrix => {
            let all = texts(&matrix.clone().stripped())?;
            let k = values.len().max(1);
            Ok((0..k).map(|v| all.iter().skip(v).step_by(k).cloned().collect()).collect())
        }
    }
}

fn widen(args: &mut Args, data: &Value, frame: Table, options: Options) -> Eval {
    let columns: Option<Vec<Value>> = options.id.iter().map(|n| frame.get(n).cloned()).collect();
    let (Some(ids), Some(time)) = (columns, frame.get(&options.time).cloned()) else {
        return fail("undefined columns selected");
    };
    let records = distinct_codes(&ids, frame.rows);
    let moments = column_codes(&time);
    let present: Vec<usize> = moments
        .first
        .iter()
        .copied()
        .filter(|&i| !raglan_engine::value::frame::is_missing_at(&time, i))
        .collect();
    if present.len() < moments.first.len() {
        args.warn("there are records with missing times, which will be dropped.")?;
    }
    let fixed = |name: &String| *name == options.time || options.id.contains(name);
    let values: Vec<String> = if options.values.is_empty() {
        frame.names.iter().filter(|n| !fixed(n)).cloned().collect()
    } else {
        options.values.clone()
    };
    let times = take_rows(args, &time, &present)?;
    let time_texts = texts(&args.apply_named("as.character", vec![Argument::new(times.clone())])?)?;
    let names = wide_names(&frame.names, &options, &values, &time_texts)?;
    let mut out = Table { rows: records.first.len(), ..Table::default() };
    let mut varying = Vec::new();
    for (name, column) in frame.names.iter().zip(&frame.columns) {
        if *name == options.time || values.contains(name) {
            continue;
        }
        if !options.id.contains(name) && varies(column, &records.codes, &records.first) {
            varying.push(name.clone());
        }
        out.set(name, take_rows(args, column, &records.first)?);
    }
    if !varying.is_empty() {
        args.warn(&format!("some constant variables ({}) are really varying", varying.join(",")))?;
    }
    for (k, &moment) in present.iter().enumerate() {
        let mut row = vec![NO_ROW; out.rows];
        let mut twice = false;
        for i in (0..frame.rows).filter(|&i| moments.codes[i] == moments.codes[moment]) {
            let record = records.codes[i] as usize;
            twice |= row[record] != NO_ROW;
            row[record] = if row[record] == NO_ROW { i } else { row[record] };
        }
        if twice {
            args.warn(&format!("multiple rows match for {}={}: first taken", options.time, time_texts[k]))?;
        }
        for (value, names) in values.iter().zip(&names) {
            let Some(column) = frame.get(value) else { return fail("undefined columns selected") };
            let column = take_rows(args, column, &row)?;
            out.set(names.get(k).map_or("NA", String::as_str), column);
        }
    }
    let flat: Vec<&String> = (0..present.len()).flat_map(|k| names.iter().map(move |n| &n[k])).collect();
    let dim = Value::integers(vec![values.len() as i32, present.len() as i32]);
    let record = Value::named_list([
        ("v.names", Value::strings(&values)),
        ("timevar", Value::string(&options.time)),
        ("idvar", Value::strings(&options.id)),
        ("times", times),
        ("varying", Value::strings(flat).with_attribute(known::DIM, dim)),
    ]);
    let labels = match args.value("new.row.names")? {
        Value::Null => row_labels(data, &records.first),
        given => super::attributes::compact_row_names(given),
    };
    let frame = out.data_frame().with_attribute(known::ROW_NAMES, labels);
    Ok(frame.with_attribute(Symbol::new(WIDE), record))
}

/// The row names of some rows: numbers stay numbers.
fn row_labels(data: &Value, at: &[usize]) -> Value {
    if let Some(Value::Character(_)) = data.attributes().get(known::ROW_NAMES) {
        return Value::from(row_names(data)).gather(at);
    }
    let names = row_names(data);
    let number = |&i: &usize| names.get(i).and_then(|n| n.parse::<i32>().ok()).unwrap_or(i as i32 + 1);
    super::attributes::compact_row_names(Value::integers(at.iter().map(number).collect::<Vec<_>>()))
}

/// Whether a column differs within a record.
fn varies(column: &Value, records: &[u32], first: &[usize]) -> bool {
    let codes = column_codes(column).codes;
    (0..codes.len()).any(|i| codes[i] != codes[first[records[i] as usize]])
}

/// Columns end to end with a factor of where each value came from.
fn stacked(items: Vec<(String, Value)>, drop: bool) -> Eval {
    let mut levels: Vec<String> = Vec::new();
    let mut codes: Vec<usize> = Vec::new();
    let mut parts = Vec::new();
    for (name, mut value) in items {
        let code = levels.iter().position(|l| *l == name).unwrap_or_else(|| {
            levels.push(name);
            levels.len() - 1
        });
        codes.extend(std::iter::repeat_n(code, value.len()));
        value.set_attribute(known::NAMES, Value::Null);
        parts.push(Argument::new(value));
    }

    let values = combine(&parts, false, false)?;
    let mut grouping = Grouping { codes, levels: levels.iter().map(|l| Some(l.as_str().into())).collect() };
    if drop {
        grouping = grouping.without_empty();
    }
    let code = |&c: &usize| if c == NO_GROUP { raglan_engine::value::NA_INTEGER } else { c as i32 + 1 };
    let names = grouping.names();
    let n = values.len();
    let ind = Value::integers(grouping.codes.iter().map(code).collect::<Vec<_>>())
        .with_attribute(known::LEVELS, names)
        .with_class(&["factor"]);
    Ok(Value::named_list([("values", values), ("ind", ind)])
        .with_class(&["data.frame"])
        .with_attribute(known::ROW_NAMES, compact_rows(n)))
}

fn is_plain(value: &Value) -> bool {
    value.is_vector() && !value.is_object() && value.attributes().iter().all(|(n, _)| n == known::NAMES)
}

fn stack_list(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let drop = args.flag("drop")?;
    let items: Vec<(String, Value)> = names_of(&x).into_iter().zip(as_list(&x).into_vec()).collect();
    let count = items.len();
    let kept: Vec<(String, Value)> = items.into_iter().filter(|(_, v)| is_plain(v)).collect();
    if kept.is_empty() {
        return fail("at least one vector element is required");
    }
    if kept.len() < count {
        args.warn("non-vector elements will be ignored")?;
    }
    stacked(kept, drop)
}

fn stack_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let drop = args.flag("drop")?;
    let chosen = if args.raw("select").is_some() { selected(args, &x)? } else { x };
    let items: Vec<(String, Value)> =
        names_of(&chosen).into_iter().zip(as_list(&chosen).into_vec()).collect();
    let count = items.len();
    let kept: Vec<(String, Value)> = items.into_iter().filter(|(_, v)| is_plain(v)).collect();
    if kept.is_empty() {
        return fail("no vector columns were selected");
    }
    if kept.len() < count {
        args.warn("non-vector columns will be ignored")?;
    }
    stacked(kept, drop)
}

/// The columns `select` says, where names of columns stand for their numbers.
pub(crate) fn selected(args: &mut Args, x: &Value) -> Eval {
    let names = names_of(x);
    let numbers = names.iter().enumerate().map(|(k, n)| (n.as_str(), Value::count(k + 1)));
    let scope = data_scope(args, &Value::named_list(numbers), None);
    let columns = args.session.eval(&args.expression("select"), &scope)?;
    args.apply_named("[", vec![Argument::new(x.clone()), Argument::new(columns)])
}

fn unstack(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (values, by) = match args.optional("form")? {
        Some(form) => {
            let form = args.apply_named("as.formula", vec![Argument::new(form)])?;
            let Value::Language(call) = &form else { return fail("'form' must be a two-sided formula") };
            let [left, right] = call.arguments.as_slice() else {
                return fail("'form' must be a two-sided formula");
            };
            let scope = data_scope(args, &x, None);
            (args.session.eval(&left.value, &scope)?, args.session.eval(&right.value, &scope)?)
        }
        None => {
            let columns = as_list(&x);
            let (Some(values), Some(by)) = (columns.first(), columns.get(1)) else {
                return fail("'form' must be a two-sided formula");
            };
            (values.clone(), by.clone())
        }
    };
    let grouping = Grouping::of(args, &by)?;
    let values = if values.is_factor() { super::types::factor_texts(&values)? } else { values.stripped() };
    let pieces: Vec<Value> = grouping.members().iter().map(|at| values.gather(at)).collect();
    let rows = pieces.first().map_or(0, Value::len);
    let even = pieces.len() >= 2 && pieces.iter().all(|p| p.len() == rows);
    let out = Value::list(pieces).with_attribute(known::NAMES, grouping.names());
    if !even {
        return Ok(out);
    }
    let names = args.apply_named(
        "make.names",
        vec![Argument::new(grouping.names()), Argument::named("unique", Value::logical(true))],
    )?;
    let out = out.with_attribute(known::NAMES, names).with_class(&["data.frame"]);
    Ok(out.with_attribute(known::ROW_NAMES, compact_rows(rows)))
}
