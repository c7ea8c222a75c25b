//! Types of columns: guessed from their fields, or given, and read.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, private};
use raglan_engine::value::{NA_REAL, Store, Value, Vector, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("cols(..., .default = NULL)", cols),
    builtin("cols_only(...)", cols_only),
    private(".parsed(x, collector, na, trim)", parsed),
    builtin("col_logical()", |_| Ok(collector("logical"))),
    builtin("col_integer()", |_| Ok(collector("integer"))),
    builtin("col_double()", |_| Ok(collector("double"))),
    builtin("col_number()", |_| Ok(collector("number"))),
    builtin("col_character()", |_| Ok(collector("character"))),
    builtin("col_guess()", |_| Ok(collector("guess"))),
    builtin("col_skip()", |_| Ok(collector("skip"))),
    builtin("col_date(format = \"\")", |a| formatted(a, "date")),
    builtin("col_datetime(format = \"\")", |a| formatted(a, "datetime")),
    builtin("col_time(format = \"\")", |a| formatted(a, "time")),
    builtin("col_factor(levels = NULL, ordered = FALSE, include_na = FALSE)", factor),
];

/// Reads a vector of text as a column is read; gives it and the places of what did not fit.
fn parsed(args: &mut Args) -> Eval {
    let of = Type::of_collector(&args.value("collector")?)?;
    let given = args.strings("x")?;
    let na: Vec<String> = args.strings("na")?.iter().flatten().map(str::to_string).collect();
    let trim = args.flag("trim")?;
    let missing: Vec<bool> = given.iter().map(|t| t.is_none()).collect();
    let absent = na.first().cloned().unwrap_or_else(|| "NA".into());
    let fields: Vec<String> = given
        .iter()
        .map(|t| t.map_or(absent.clone(), |t| if trim { t.trim().to_string() } else { t.to_string() }))
        .collect();
    let mut all_na = na.clone();
    if missing.contains(&true) && all_na.is_empty() {
        all_na.push(absent);
    }
    let of = if of == Type::Guess { guess(&fields, &all_na, fields.len()) } else { of };
    let (value, unfit) = column(&fields, &of, &all_na);
    let bad: Vec<i32> = if unfit {
        (0..fields.len())
            .filter(|&i| {
                raglan_engine::value::frame::is_missing_at(&value, i)
                    && !all_na.contains(&fields[i])
                    && !fields[i].eq_ignore_ascii_case("nan")
            })
            .map(|i| i32::try_from(i + 1).unwrap_or(i32::MAX))
            .collect()
    } else {
        Vec::new()
    };
    Ok(Value::named_list([
        ("value", value),
        ("bad", Value::integers(bad)),
        ("type", Value::string(of.name())),
    ]))
}

/// The type of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// TRUE and FALSE.
    Logical,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Double,
    /// Numbers among other characters.
    Number,
    /// Dates.
    Date,
    /// Moments.
    Datetime,
    /// Times of day.
    Time,
    /// Text.
    Character,
    /// Categories.
    Factor(Option<Vec<String>>, bool),
    /// A date or time in a format of its own: what it is, the format.
    Formatted(&'static str, String),
    /// To be guessed.
    Guess,
    /// To be left out.
    Skip,
}

impl Type {
    /// The name of its constructor without `col_`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Logical => "logical",
            Self::Integer => "integer",
            Self::Double => "double",
            Self::Number => "number",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Time => "time",
            Self::Character => "character",
            Self::Factor(..) => "factor",
            Self::Formatted(kind, _) => kind,
            Self::Guess => "guess",
            Self::Skip => "skip",
        }
    }

    /// Its abbreviation in messages.
    pub fn short(&self) -> &'static str {
        match self {
            Self::Logical => "lgl",
            Self::Integer => "int",
            Self::Double => "dbl",
            Self::Number => "num",
            Self::Date => "date",
            Self::Datetime => "dttm",
            Self::Time => "time",
            Self::Character => "chr",
            Self::Factor(..) => "fct",
            Self::Formatted("date", _) => "date",
            Self::Formatted("datetime", _) => "dttm",
            Self::Formatted(..) => "time",
            Self::Guess | Self::Skip => "",
        }
    }

    /// The type a letter of a compact specification stands for.
    pub fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'l' => Self::Logical,
            'i' => Self::Integer,
            'd' => Self::Double,
            'n' => Self::Number,
            'D' => Self::Date,
            'T' => Self::Datetime,
            't' => Self::Time,
            'c' => Self::Character,
            'f' => Self::Factor(None, false),
            '?' => Self::Guess,
            '_' | '-' => Self::Skip,
            _ => return None,
        })
    }

    /// The type a collector made by `col_double()` and kin stands for.
    pub fn of_collector(value: &Value) -> Eval<Self> {
        let class = value.class_attribute();
        let name = class.as_ref().and_then(|c| c.get(0)).and_then(|c| c.strip_prefix("collector_"));
        let format = match value.part("format") {
            Some(Value::Character(v)) => v.data.get(0).unwrap_or_default().to_string(),
            _ => String::new(),
        };
        if !format.is_empty() {
            return match name {
                Some("date") => Ok(Self::Formatted("date", format)),
                Some("datetime") => Ok(Self::Formatted("datetime", format)),
                _ => fail("argument 'format' of `col_time()` is not implemented"),
            };
        }
        Ok(match name {
            Some("logical") => Self::Logical,
            Some("integer") => Self::Integer,
            Some("double") => Self::Double,
            Some("number") => Self::Number,
            Some("date") => Self::Date,
            Some("datetime") => Self::Datetime,
            Some("time") => Self::Time,
            Some("character") => Self::Character,
            Some("guess") => Self::Guess,
            Some("skip") => Self::Skip,
            Some("factor") => {
                let levels = match value.part("levels") {
                    Some(Value::Character(v)) => Some(v.data.iter().flatten().map(str::to_string).collect()),
                    _ => None,
                };
                let ordered =
                    matches!(value.part("ordered"), Some(Value::Logical(v)) if v.data[0] == Some(true));
                Self::Factor(levels, ordered)
            }
            _ => return fail("Unknown column type specification"),
        })
    }
}

fn collector(name: &str) -> Value {
    Value::list(Vec::new()).with_class(&[&format!("collector_{name}"), "collector"])
}

fn formatted(args: &mut Args, name: &str) -> Eval {
    let format = args.value("format")?;
    Ok(Value::named_list([("format", format)]).with_class(&[&format!("collector_{name}"), "collector"]))
}

fn factor(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["include_na"])?;
    let fields = [("levels", args.value("levels")?), ("ordered", args.value("ordered")?)];
    Ok(Value::named_list(fields).with_class(&["collector_factor", "collector"]))
}

/// A specification: the collectors by name and the default.
pub fn specification(columns: Vec<(String, Value)>, default: Value) -> Value {
    let fields = [("cols", Value::named_list(columns)), ("default", default), ("delim", Value::Null)];
    Value::named_list(fields).with_class(&["col_spec"])
}

fn given(args: &mut Args) -> Eval<Vec<(String, Value)>> {
    let mut columns = Vec::new();
    for argument in args.dots()? {
        let Some(name) = argument.name else { return fail("Some `col_types` are not named") };
        let value = match &argument.value {
            Value::Character(v) => {
                let letter = v.data.get(0).and_then(|s| s.chars().next()).and_then(Type::of_letter);
                match letter {
                    Some(of) => collector(of.name()),
                    None => return fail("Unknown column type specification"),
                }
            }
            other => other.clone(),
        };
        columns.push((name.as_str().to_string(), value));
    }
    Ok(columns)
}

fn cols(args: &mut Args) -> Eval {
    let columns = given(args)?;
    let default = match args.value(".default")? {
        Value::Null => collector("guess"),
        value => value,
    };
    Ok(specification(columns, default))
}

fn cols_only(args: &mut Args) -> Eval {
    let columns = given(args)?;
    Ok(specification(columns, collector("skip")))
}

fn logical(text: &str) -> Option<bool> {
    match text {
        "T" | "TRUE" | "True" | "true" => Some(true),
        "F" | "FALSE" | "False" | "false" => Some(false),
        _ => None,
    }
}

/// A number in decimal notation, or one of the words for those that are not finite.
fn double(text: &str) -> Option<f64> {
    match text {
        "NaN" | "nan" | "NAN" => return Some(f64::NAN),
        "Inf" | "inf" | "INF" => return Some(f64::INFINITY),
        "-Inf" | "-inf" | "-INF" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    text.parse().ok()
}

fn number(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit() || c == '-' || c == '.')?;
    let kept: String = text[start..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | 'e' | 'E' | '+'))
        .filter(|c| *c != ',')
        .collect();
    kept.parse().ok()
}

/// Days since 1970-01-01 of `YYYY-MM-DD` or `YYYY/MM/DD`.
fn date(text: &str) -> Option<f64> {
    let separator = text.as_bytes().get(4).copied().filter(|b| matches!(b, b'-' | b'/'))? as char;
    let mut parts = text.split(separator);
    let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || y.len() != 4 || m.len() != 2 || d.len() != 2 {
        return None;
    }
    let (y, m, d): (i64, i64, i64) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    let leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::try_from(m - 1).ok()?)?;
    if !(1..=length).contains(&d) {
        return None;
    }
    // Days from the civil calendar: years begin in March so that the leap day is the last.
    let year = if m <= 2 { y - 1 } else { y };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    Some((era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468) as f64)
}

/// Seconds of `HH:MM` or `HH:MM:SS`.
fn time(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let (h, m) = (parts.next()?, parts.next()?);
    let s = parts.next().unwrap_or("0");
    let digits = |t: &str| !t.is_empty() && t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !digits(h) || !digits(m) || !s.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (h, m, s): (f64, f64, f64) = (h.parse().ok()?, m.parse().ok()?, s.parse().ok()?);
    (m < 60.0 && s < 61.0).then_some(h * 3600.0 + m * 60.0 + s)
}

/// Seconds since 1970 of a date and time in ISO 8601.
fn datetime(text: &str) -> Option<f64> {
    let day = date(text.get(..10)?)?;
    let rest = text.get(10..)?;
    let rest = rest.strip_prefix(['T', ' '])?;
    let (clock, offset) = match rest.find(['Z', '+', '-']) {
        Some(at) => (&rest[..at], &rest[at..]),
        None => (rest, ""),
    };
    let shift = match offset {
        "" | "Z" => 0.0,
        zone => {
            let sign = if zone.starts_with('-') { -1.0 } else { 1.0 };
            let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
            let padded = format!("{digits:0<4}");
            let (h, m): (f64, f64) = (padded.get(..2)?.parse().ok()?, padded.get(2..4)?.parse().ok()?);
            sign * (h * 3600.0 + m * 60.0)
        }
    };
    Some(day * 86_400.0 + time(clock)? - shift)
}

/// The type of a column by its first `limit` fields; those in `na` say nothing.
pub fn guess(fields: &[String], na: &[String], limit: usize) -> Type {
    let known: Vec<&str> =
        fields.iter().take(limit).map(String::as_str).filter(|f| !na.iter().any(|n| n == f)).collect();
    if known.is_empty() {
        return Type::Logical;
    }
    let all = |test: fn(&str) -> bool| known.iter().all(|f| test(f));
    if all(|f| logical(f).is_some()) {
        Type::Logical
    } else if all(|f| double(f).is_some()) {
        Type::Double
    } else if all(|f| time(f).is_some()) {
        Type::Time
    } else if all(|f| date(f).is_some()) {
        Type::Date
    } else if all(|f| datetime(f).is_some()) {
        Type::Datetime
    } else {
        Type::Character
    }
}

/// Reads a column; gives it and whether fields did not fit its type.
pub fn column(fields: &[String], of: &Type, na: &[String]) -> (Value, bool) {
    let mut unfit = false;
    let known = |field: &String| !na.iter().any(|n| n == field);
    let mut doubles = |read: fn(&str) -> Option<f64>| -> Store<f64> {
        fields
            .iter()
            .map(|f| {
                if !known(f) {
                    return NA_REAL;
                }
                read(f).unwrap_or_else(|| {
                    unfit = true;
                    NA_REAL
                })
            })
            .collect()
    };
    let value = match of {
        Type::Double => Value::doubles(doubles(double)),
        Type::Number => Value::doubles(doubles(number)),
        Type::Date => Value::doubles(doubles(date)).with_class(&["Date"]),
        Type::Datetime => Value::doubles(doubles(datetime))
            .with_class(&["POSIXct", "POSIXt"])
            .with_attribute(known::TZONE, Value::string("UTC")),
        Type::Time => {
            let seconds = Value::doubles(doubles(time)).with_attribute(known::UNITS, Value::string("secs"));
            seconds.with_class(&["hms", "difftime"])
        }
        Type::Integer => {
            let whole = doubles(|f| double(f).filter(|x| x.fract() == 0.0 && x.abs() < 2_147_483_648.0));
            let data: Vec<i32> = whole
                .iter()
                .map(|&x| if x.is_nan() { raglan_engine::value::NA_INTEGER } else { x as i32 })
                .collect();
            Value::integers(data)
        }
        Type::Logical => {
            let one = |f: &String| {
                let flag = if known(f) { logical(f) } else { None };
                flag.or_else(|| match f.as_str() {
                    "1" if known(f) => Some(true),
                    "0" if known(f) => Some(false),
                    _ => None,
                })
            };
            unfit = fields.iter().any(|f| known(f) && one(f).is_none());
            Value::logicals(fields.iter().map(one).collect::<Vec<_>>())
        }
        Type::Factor(levels, ordered) => {
            let mut all: Vec<String> = levels.clone().unwrap_or_default();
            if levels.is_none() {
                for field in fields.iter().filter(|f| known(f)) {
                    if !all.contains(field) {
                        all.push(field.clone());
                    }
                }
            }
            let code = |f: &String| match all.iter().position(|l| l == f) {
                Some(i) if known(f) => i32::try_from(i + 1).unwrap_or(raglan_engine::value::NA_INTEGER),
                _ => raglan_engine::value::NA_INTEGER,
            };
            let codes = Value::integers(fields.iter().map(code).collect::<Vec<_>>());
            let class: &[&str] = if *ordered { &["ordered", "factor"] } else { &["factor"] };
            unfit = levels.is_some() && fields.iter().any(|f| known(f) && !all.contains(f));
            codes.with_attribute(known::LEVELS, Value::strings(&all)).with_class(class)
        }
        Type::Character | Type::Formatted(..) | Type::Guess | Type::Skip => Value::Character(Vector::new(
            fields.iter().map(|f| known(f).then_some(f)).collect::<raglan_engine::value::Strings>(),
        )),
    };
    (value, unfit)
}

#[cfg(test)]
mod tests {
    use super::{Type, date, datetime, guess};

    #[test]
    fn types_are_guessed_as_readr_guesses() {
        let na = ["".to_string(), "NA".to_string()];
        let of =
            |fields: &[&str]| guess(&fields.iter().map(|s| s.to_string()).collect::<Vec<_>>(), &na, 1000);
        assert_eq!(of(&["1", "2.5e3", "NA"]), Type::Double);
        assert_eq!(of(&["T", "FALSE"]), Type::Logical);
        assert_eq!(of(&["2020-01-01", ""]), Type::Date);
        assert_eq!(of(&["2020-02-30"]), Type::Character);
        assert_eq!(of(&["10:20:30", "11:00"]), Type::Time);
        assert_eq!(of(&["2020-01-01T10:20:30Z"]), Type::Datetime);
        assert_eq!(of(&["NA", ""]), Type::Logical);
    }

    #[test]
    fn dates_count_from_1970() {
        assert_eq!(date("2000-03-01"), Some(11017.0));
        assert_eq!(datetime("1970-01-02 01:00:00+01:00"), Some(86400.0));
    }
}
