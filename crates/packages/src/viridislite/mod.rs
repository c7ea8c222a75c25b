//! The viridisLite package: perceptually uniform colour maps.

use raglan_engine::eval::{Args, Builtin, Eval, Package, builtin, fail};
use raglan_engine::value::Value;
use raglan_graphics::palette::{Viridis, viridis};

const FUNCTIONS: &[Builtin] = &[
    builtin("viridis(n, alpha = 1, begin = 0, end = 1, direction = 1, option = \"D\")", |a| {
        let option = a.string("option")?;
        map(a, &option)
    }),
    builtin("magma(n, alpha = 1, begin = 0, end = 1, direction = 1)", |a| map(a, "magma")),
    builtin("inferno(n, alpha = 1, begin = 0, end = 1, direction = 1)", |a| map(a, "inferno")),
    builtin("plasma(n, alpha = 1, begin = 0, end = 1, direction = 1)", |a| map(a, "plasma")),
    builtin("cividis(n, alpha = 1, begin = 0, end = 1, direction = 1)", |a| map(a, "cividis")),
    builtin("rocket(n, alpha = 1, begin = 0, end = 1, direction = 1)", |a| map(a, "rocket")),
    builtin("mako(n, alpha = 1, begin = 0, end = 1, direction = 1)", |a| map(a, "mako")),
    builtin("turbo(n, alpha = 1, begin = 0, end = 1, direction = 1)", |a| map(a, "turbo")),
];

fn map(args: &mut Args, option: &str) -> Eval {
    let (begin, end) = (args.number("begin")?, args.number("end")?);
    if !(0.0..=1.0).contains(&begin) || !(0.0..=1.0).contains(&end) {
        return fail("begin and end must be in [0,1]");
    }
    let direction = args.number("direction")?;
    if direction.abs() != 1.0 {
        return fail("direction must be 1 or -1");
    }
    let n = args.count("n")?;
    if n == 0 {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let look = Viridis { begin, end, alpha: args.number("alpha")?, reverse: direction < 0.0 };
    let colours = match viridis(n, option, look) {
        Some(colours) => colours,
        None => {
            args.warn(&format!("Option '{option}' does not exist. Defaulting to 'viridis'."))?;
            viridis(n, "viridis", look).unwrap_or_default()
        }
    };
    // The opacity is always written.
    Ok(Value::strings(colours.into_iter().map(|c| c.hex_rgba())))
}

/// The viridisLite package.
pub const PACKAGE: Package = Package {
    name: "viridisLite",
    version: "0.4.2",
    functions: &[FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
