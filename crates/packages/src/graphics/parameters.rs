//! Graphical parameters: what `par()` reads and sets, and what calls override for themselves.

use super::page::Page;
use raglan_engine::eval::{Args, Eval, Session, fail};
use raglan_engine::value::{Value, as_character, as_double};
use raglan_graphics::dash::Lty;
use std::collections::BTreeMap;

/// Graphical parameters by name.
#[derive(Clone)]
pub struct Parameters(BTreeMap<String, Value>);

impl Default for Parameters {
    fn default() -> Self {
        let mut all = BTreeMap::new();
        let mut numbers = |name: &str, v: &[f64]| all.insert(name.to_string(), Value::doubles(v.to_vec()));
        numbers("mar", &[5.1, 4.1, 4.1, 2.1]);
        numbers("oma", &[0.0; 4]);
        numbers("mgp", &[3.0, 1.0, 0.0]);
        numbers("mfrow", &[1.0, 1.0]);
        numbers("mfcol", &[1.0, 1.0]);
        numbers("tcl", &[-0.5]);
        numbers("cex.main", &[1.2]);
        numbers("adj", &[0.5]);
        for name in ["cex", "cex.axis", "cex.lab", "cex.sub", "lwd", "mex"] {
            numbers(name, &[1.0]);
        }
        for (name, value) in [
            ("font", 1),
            ("font.axis", 1),
            ("font.lab", 1),
            ("font.main", 2),
            ("font.sub", 1),
            ("las", 0),
            ("pch", 1),
        ] {
            all.insert(name.into(), Value::integer(value));
        }
        for name in ["col", "col.axis", "col.lab", "col.main", "col.sub", "fg"] {
            all.insert(name.into(), Value::string("black"));
        }
        for (name, value) in [
            ("bg", "white"),
            ("bty", "o"),
            ("family", ""),
            ("lty", "solid"),
            ("pty", "m"),
            ("xaxs", "r"),
            ("xaxt", "s"),
            ("yaxs", "r"),
            ("yaxt", "s"),
        ] {
            all.insert(name.into(), Value::string(value));
        }
        for (name, value) in [("ann", true), ("new", false), ("xpd", false), ("ask", false)] {
            all.insert(name.into(), Value::logical(value));
        }
        all.insert("tck".into(), Value::double(raglan_engine::value::NA_REAL));
        all.insert("srt".into(), Value::double(0.0));
        Parameters(all)
    }
}

impl Parameters {
    /// Whether there is a parameter of this name.
    pub fn knows(name: &str) -> bool {
        Parameters::default().0.contains_key(name)
    }

    /// A parameter's value.
    pub fn get(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// Sets a parameter without a look at it.
    pub fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.into(), value);
    }

    /// A parameter's numbers; logical values count as 0 and 1.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        as_double(&self.get(name), &mut Vec::new()).map(|v| v.to_vec()).unwrap_or_default()
    }

    /// A parameter's first number.
    pub fn number(&self, name: &str) -> f64 {
        self.numbers(name).first().copied().unwrap_or(f64::NAN)
    }

    /// Four numbers.
    pub fn four(&self, name: &str) -> [f64; 4] {
        let all = self.numbers(name);
        [0, 1, 2, 3].map(|i| all.get(i).copied().unwrap_or(0.0))
    }

    /// A parameter's text.
    pub fn text(&self, name: &str) -> String {
        as_character(&self.get(name)).ok().and_then(|t| t.get(0).map(str::to_string)).unwrap_or_default()
    }

    /// The line types of a parameter.
    pub fn line_types(&self, name: &str) -> Eval<Vec<Lty>> {
        line_types(&self.get(name))
    }
}

/// Line types from names, digits or numbers; none where one is missing.
pub fn line_types(value: &Value) -> Eval<Vec<Lty>> {
    let mut out = Vec::new();
    match value {
        Value::Character(v) => {
            for text in v.data.iter() {
                out.push(text.map_or(Ok(Lty::Blank), Lty::parse).or_else(|fault| fail(fault.to_string()))?);
            }
        }
        other => {
            for number in as_double(other, &mut Vec::new())?.iter() {
                let lty = if number.is_nan() { Ok(Lty::Blank) } else { Lty::from_number(*number as i64) };
                out.push(lty.or_else(|fault| fail(fault.to_string()))?);
            }
        }
    }
    if out.is_empty() {
        out.push(Lty::Solid);
    }
    Ok(out)
}

/// The page's parameters with those that a call gives in `...`; other arguments are refused.
pub fn inline(args: &mut Args, formals: &[&str]) -> Eval<Parameters> {
    let mut all = args.session.state::<Page>().parameters.clone();
    // A size that a call gives multiplies that of the page.
    all.put(".base", all.get("cex"));
    all.put("cex", Value::double(1.0));
    for name in formals {
        if !args.is_missing(name) {
            let value = args.value(name)?;
            if !matches!(value, Value::Null) {
                all.put(name, value);
            }
        }
    }
    for argument in args.dots()? {
        let Some(name) = argument.name else { return fail("arguments of marks must be named") };
        if !Parameters::knows(name.as_str()) {
            args.warn(&format!("\"{name}\" is not a graphical parameter"))?;
            continue;
        }
        all.put(name.as_str(), argument.value);
    }
    Ok(all)
}

fn entries(list: &Value) -> Vec<(String, Value)> {
    let Value::List(items) = list else { return Vec::new() };
    let names = list.names();
    let name = |i: usize| names.as_ref().and_then(|n| n.get(i)).unwrap_or("").to_string();
    items.data.iter().enumerate().map(|(i, v)| (name(i), v.clone())).collect()
}

/// `par()`: sets parameters and gives the old ones, or reads them.
pub fn par(args: &mut Args) -> Eval {
    let mut arguments = args.dots()?;
    if arguments.iter().any(|a| a.name.is_some_and(|n| n.as_str() == "no.readonly")) {
        arguments.clear();
    }
    if arguments.is_empty() {
        let all = &args.session.state::<Page>().parameters;
        return Ok(Value::named_list(all.0.iter().map(|(n, v)| (n.clone(), v.clone())).collect::<Vec<_>>()));
    }
    let mut pairs: Vec<(String, Value)> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for argument in arguments {
        match (argument.name, &argument.value) {
            (Some(name), value) => pairs.push((name.as_str().into(), value.clone())),
            (None, list @ Value::List(_)) => pairs.extend(entries(list)),
            (None, Value::Null) => {}
            (None, text @ Value::Character(_)) => {
                names.extend(as_character(text)?.iter().map(|t| t.unwrap_or("NA").to_string()));
            }
            _ => return fail("invalid argument passed to par()"),
        }
    }
    if pairs.is_empty() {
        let mut found = Vec::new();
        for name in &names {
            found.push((name.clone(), read(args.session, name)?));
        }
        return Ok(match found.as_slice() {
            [(_, one)] => one.clone(),
            _ => Value::named_list(found),
        });
    }
    let mut old = Vec::new();
    for (name, value) in pairs {
        old.push((name.clone(), read(args.session, &name)?));
        set(args.session, &name, value)?;
    }
    args.invisible(Value::named_list(old))
}

fn read(session: &mut Session, name: &str) -> Eval {
    let page = session.state::<Page>();
    if let Some(plot) = page.plot() {
        match name {
            "usr" => return Ok(Value::doubles(plot.usr.to_vec())),
            "xlog" => return Ok(Value::logical(plot.log[0])),
            "ylog" => return Ok(Value::logical(plot.log[1])),
            "pin" => return Ok(Value::doubles(vec![plot.rect.width / 72.0, plot.rect.height / 72.0])),
            "cxy" => return Ok(Value::doubles(plot.character().to_vec())),
            _ => {}
        }
    }
    if name == "cin" {
        return Ok(Value::doubles(vec![0.15, 0.2]));
    }
    if name == "usr" {
        return Ok(Value::doubles(vec![0.0, 1.0, 0.0, 1.0]));
    }
    if !Parameters::knows(name) {
        return fail(format!("the graphical parameter \"{name}\" is not implemented"));
    }
    Ok(page.parameters.get(name))
}

fn set(session: &mut Session, name: &str, value: Value) -> Eval<()> {
    let page = session.state::<Page>();
    if name == "usr" {
        let numbers = as_double(&value, &mut Vec::new())?;
        let [left, right, low, high] = numbers[..] else {
            return fail("graphical parameter \"usr\" has the wrong length");
        };
        return page.set_usr([left, right, low, high]);
    }
    if !Parameters::knows(name) {
        return fail(format!("the graphical parameter \"{name}\" is not implemented"));
    }
    if name == "family" && page.parameters.text("family") != as_character(&value)?.get(0).unwrap_or("") {
        return fail("other font families than the default are not implemented");
    }
    let expected = page.parameters.get(name).len();
    if value.len() != expected && expected > 1 {
        return fail(format!("graphical parameter \"{name}\" has the wrong length"));
    }
    if name == "mfrow" || name == "mfcol" {
        let numbers = as_double(&value, &mut Vec::new())?;
        let (rows, columns) = (numbers[0] as usize, numbers[1] as usize);
        if rows == 0 || columns == 0 {
            return fail(format!("invalid value specified for graphical parameter \"{name}\""));
        }
        page.divide(rows, columns, name == "mfcol");
        return Ok(());
    }
    page.parameters.put(name, value);
    Ok(())
}
