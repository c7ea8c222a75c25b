//! `write_csv` and kin.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Argument, Value, as_character, double_to_string, is_na};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "write_csv(x, file, na = \"NA\", append = FALSE, col_names = TRUE, quote = \"needed\", escape = \"double\", eol = \"\\n\", num_threads = 1, progress = FALSE)",
        |a| write(a, ","),
    ),
    builtin(
        "write_tsv(x, file, na = \"NA\", append = FALSE, col_names = TRUE, quote = \"needed\", escape = \"double\", eol = \"\\n\", num_threads = 1, progress = FALSE)",
        |a| write(a, "\t"),
    ),
    builtin(
        "format_csv(x, na = \"NA\", append = FALSE, col_names = TRUE, quote = \"needed\", escape = \"double\", eol = \"\\n\")",
        |a| {
            let text = formatted(a, ",")?;
            Ok(Value::string(&text))
        },
    ),
    builtin(
        "write_delim(x, file, delim = \" \", na = \"NA\", append = FALSE, col_names = TRUE, quote = \"needed\", escape = \"double\", eol = \"\\n\", num_threads = 1, progress = FALSE)",
        |a| {
            let delimiter = a.string("delim")?;
            write(a, &delimiter)
        },
    ),
    builtin(
        "format_tsv(x, na = \"NA\", append = FALSE, col_names = TRUE, quote = \"needed\", escape = \"double\", eol = \"\\n\")",
        |a| {
            let text = formatted(a, "\t")?;
            Ok(Value::string(&text))
        },
    ),
    builtin(
        "format_delim(x, delim, na = \"NA\", append = FALSE, col_names = TRUE, quote = \"needed\", escape = \"double\", eol = \"\\n\")",
        |a| {
            let delimiter = a.string("delim")?;
            let text = formatted(a, &delimiter)?;
            Ok(Value::string(&text))
        },
    ),
    builtin("write_lines(x, file, sep = \"\\n\", na = \"NA\", append = FALSE, num_threads = 1)", write_lines),
];

fn write(args: &mut Args, delimiter: &str) -> Eval {
    let text = formatted(args, delimiter)?;
    let path = args.string("file")?;
    put(args, &path, text)?;
    let x = args.value("x")?;
    args.invisible(x)
}

fn put(args: &mut Args, path: &str, text: String) -> Eval<()> {
    let mut bytes = Vec::new();
    if args.flag("append")? && args.session.host.look(path).is_some() {
        bytes = args.session.host.read(path)?;
    }
    bytes.extend(text.into_bytes());
    Ok(args.session.host.write(path, &bytes)?)
}

fn formatted(args: &mut Args, delimiter: &str) -> Eval<String> {
    args.refuse_unless_default(&["quote", "escape"])?;
    let x = args.value("x")?;
    if !x.is_data_frame() {
        return fail("is.data.frame(x) is not TRUE");
    }
    let na = args.string("na")?;
    let eol = args.string("eol")?;
    let quote = |text: &str| {
        if text.contains([delimiter.chars().next().unwrap_or(','), '"', '\n', '\r']) || text == na {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_string()
        }
    };
    let mut columns: Vec<Vec<String>> = Vec::new();
    for column in raglan_engine::value::as_list(&x).iter() {
        let cells: Vec<String> = match column {
            Value::Double(v) if !column.is_object() => {
                v.data.iter().map(|&d| if is_na(d) { na.clone() } else { double_to_string(d) }).collect()
            }
            _ => {
                let value = if column.is_object() {
                    args.apply_named("as.character", vec![Argument::new(column.clone())])?
                } else {
                    column.clone()
                };
                as_character(&value)?.iter().map(|s| s.map_or(na.clone(), &quote)).collect()
            }
        };
        columns.push(cells);
    }
    let mut out = String::new();
    if args.flag("col_names")? && !args.flag("append")? {
        let names: Vec<String> =
            x.names().map(|n| n.iter().map(|s| quote(s.unwrap_or("NA"))).collect()).unwrap_or_default();
        out.push_str(&names.join(delimiter));
        out.push_str(&eol);
    }
    for row in 0..columns.first().map_or(0, Vec::len) {
        let cells: Vec<&str> = columns.iter().map(|c| c[row].as_str()).collect();
        out.push_str(&cells.join(delimiter));
        out.push_str(&eol);
    }
    Ok(out)
}

fn write_lines(args: &mut Args) -> Eval {
    let lines = args.strings("x")?;
    let separator = args.string("sep")?;
    let na = args.string("na")?;
    let text: String = lines.iter().map(|s| format!("{}{separator}", s.unwrap_or(&na))).collect();
    let path = args.string("file")?;
    put(args, &path, text)?;
    let x = args.value("x")?;
    args.invisible(x)
}
