//! Printing: what `print()` writes for every kind of value.
//!
//! [`Style`] holds the options; [`cells`], [`print_vector`], [`print_matrix`], [`print_array`] and [`Grid`]
//! turn values into text without evaluating anything, for all packages that print tables. [`Printer`] walks
//! lists and attributes and calls `print()` for what has a class.

mod cells;
mod code;
mod factor;
mod frame;
mod matrix;
mod methods;
mod printer;
mod style;
mod vector;

pub use cells::{cells, label, reals, text};
pub use code::{environment_text, function_text};
pub use factor::labels as factor_labels;
pub use frame::{format_column, frame_grid};
pub use matrix::{DimensionNames, Grid, print_array, print_matrix};
pub use printer::{Printer, summary_cell};
pub use style::Style;
pub use vector::{indexed, print_vector};

use raglan_engine::eval::{Args, Builtin, Eval, builtin, generic, lazy_method, method};
use raglan_engine::value::Value;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("print(x, ...)"),
    builtin(
        "print.default(x, digits = NULL, quote = TRUE, na.print = NULL, print.gap = NULL, right = FALSE, \
         max = NULL, width = NULL, useSource = TRUE, ...)",
        print_default,
    ),
    method("print.function(x, useSource = TRUE, ...)", methods::print_function),
    builtin(
        "print.data.frame(x, ..., digits = NULL, quote = FALSE, right = TRUE, row.names = TRUE, max = NULL)",
        frame::print_data_frame,
    ),
    method(
        "print.factor(x, quote = FALSE, max.levels = NULL, width = getOption(\"width\"), ...)",
        factor::print_factor,
    ),
    method(
        "print.table(x, digits = getOption(\"digits\"), quote = FALSE, na.print = \"\", print.gap = NULL, \
         right = NULL, justify = \"none\", zero.print = \"0\", ...)",
        methods::print_table,
    ),
    method("print.noquote(x, quote = FALSE, right = FALSE, ...)", methods::print_noquote),
    method("print.AsIs(x, ...)", methods::print_as_is),
    method("print.condition(x, ...)", methods::print_condition),
    method("print.formula(x, showEnv = TRUE, ...)", methods::print_formula),
    method("print.simple.list(x, ...)", methods::print_simple_list),
    method("print.hexmode(x, ...)", methods::print_formatted),
    method("print.octmode(x, ...)", methods::print_formatted),
    method("print.rle(x, digits = getOption(\"digits\"), prefix = \"\", ...)", methods::print_rle),
    lazy_method("print.Date(x, max = NULL, ...)", methods::print_date),
    lazy_method("print.POSIXct(x, tz = \"\", usetz = TRUE, max = NULL, ...)", methods::print_time),
    lazy_method("print.POSIXlt(x, tz = \"\", usetz = TRUE, max = NULL, ...)", methods::print_time),
    method("print.difftime(x, digits = getOption(\"digits\"), ...)", methods::print_difftime),
    lazy_method("print.proc_time(x, ...)", methods::print_proc_time),
];

/// The style the arguments of `print.default()` ask for.
fn style_of(args: &mut Args) -> Eval<Style> {
    let mut style = Style::of(args.session);
    if args.optional("digits")?.is_some() {
        let digits = args.whole("digits")?;
        match i32::try_from(digits) {
            Ok(digits @ 0..=22) => style.digits = digits,
            _ => return raglan_engine::eval::fail("invalid digits argument"),
        }
    }
    style.quote = args.flag("quote")?;
    if let Some(na) = args.optional("na.print")? {
        match &na {
            Value::Character(v) if v.data.len() == 1 => {
                style.na = Some(v.data.get(0).unwrap_or("NA").to_string());
            }
            _ => return raglan_engine::eval::fail("invalid 'na.print' specification"),
        }
    }
    if args.optional("print.gap")?.is_some() {
        style.gap = args.count("print.gap")?;
    }
    style.right = args.flag("right")?;
    if args.optional("max")?.is_some() {
        style.max = args.count("max")?;
    }
    if args.optional("width")?.is_some() {
        let width = args.whole("width")?;
        if !(10..=10_000).contains(&width) {
            return raglan_engine::eval::fail("invalid 'width' argument");
        }
        style.width = usize::try_from(width).unwrap_or(80);
    }
    style.source = args.flag("useSource")?;
    Ok(style)
}

fn print_default(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let style = style_of(args)?;
    let passed = passed_on(args);
    let env = args.env.clone();
    Printer::new(args.session, &env, style, passed).print(&value)?;
    args.invisible(value)
}

/// The arguments beside `x` that elements with methods are printed with too.
fn passed_on(args: &mut Args) -> Vec<raglan_engine::value::Argument> {
    let names = ["digits", "quote", "na.print", "print.gap", "right", "max", "width", "useSource"];
    let mut out = Vec::new();
    for name in names {
        if !args.is_missing(name)
            && let Some(value) = args.raw(name)
        {
            out.push(raglan_engine::value::Argument::named(name, value));
        }
    }
    out
}
