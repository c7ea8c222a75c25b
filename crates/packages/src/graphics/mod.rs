//! The graphics package: base plots on pages of their own.
//!
//! [`page`] holds the page with its figures, [`parameters`] what `par()` sets; [`marks`] and [`axes`] draw. What
//! plots are made of marks and axes is R code beside.

mod axes;
mod marks;
mod page;
mod parameters;

pub use page::new_device;

use raglan_engine::eval::{Args, Builtin, Eval, Package, builtin, fail, generic, private};
use raglan_engine::value::Value;

macro_rules! refused {
    ($($name:literal),*) => { &[ $( builtin(concat!($name, "(...)"), |_| fail(concat!("`", $name, "()` is not implemented"))), )* ] };
}

const REFUSED: &[Builtin] = refused!(
    "mosaicplot",
    "contour",
    "filled.contour",
    "persp",
    "coplot",
    "sunflowerplot",
    "smoothScatter",
    "stars",
    "symbols",
    "assocplot",
    "fourfoldplot",
    "cdplot",
    "spineplot",
    "identify",
    "locator",
    "rasterImage",
    "split.screen",
    "screen",
    "stem",
    "bxp",
    "xspline"
);

const PAGES: &[Builtin] = &[
    generic("plot(x, y, ...)"),
    generic("points(x, ...)"),
    generic("lines(x, ...)"),
    generic("text(x, ...)"),
    generic("hist(x, ...)"),
    generic("barplot(height, ...)"),
    generic("boxplot(x, ...)"),
    generic("pairs(x, ...)"),
    generic("image(x, ...)"),
    generic("stripchart(x, ...)"),
    generic("Axis(x = NULL, at = NULL, ..., side, labels = NULL)"),
    builtin("plot.new()", |a| {
        page::new_plot(a.session)?;
        a.invisible(Value::Null)
    }),
    builtin("frame()", |a| {
        page::new_plot(a.session)?;
        a.invisible(Value::Null)
    }),
    builtin("plot.window(xlim, ylim, log = \"\", asp = NA, xaxs = NULL, yaxs = NULL)", window),
    builtin("par(...)", parameters::par),
    private(".layout(numbers, rows, widths, heights)", |a| {
        let numbers: Vec<usize> = a.doubles("numbers")?.iter().map(|n| *n as usize).collect();
        let rows = a.count("rows")?;
        let (widths, heights) = (a.doubles("widths")?.to_vec(), a.doubles("heights")?.to_vec());
        let page = a.session.state::<page::Page>();
        let count = page.lay_out(&numbers, rows, widths, heights);
        a.invisible(Value::count(count))
    }),
];

fn window(args: &mut Args) -> Eval {
    let pair = |v: &[f64], name: &str| match v {
        [low, high] => Ok((*low, *high)),
        _ => fail(format!("invalid '{name}' value")),
    };
    let x = pair(&args.doubles("xlim")?, "xlim")?;
    let y = pair(&args.doubles("ylim")?, "ylim")?;
    let log = args.string("log")?;
    let asp = args.number("asp")?;
    let mut exact = [false; 2];
    for (i, name) in ["xaxs", "yaxs"].into_iter().enumerate() {
        let style = match args.optional(name)? {
            Some(_) => args.string(name)?,
            None => args.session.state::<page::Page>().parameters.text(name),
        };
        exact[i] = style == "i";
    }
    page::window(args.session, [x, y], [log.contains('x'), log.contains('y')], asp, exact)?;
    args.invisible(Value::Null)
}

/// The graphics package.
pub const PACKAGE: Package = Package {
    name: "graphics",
    version: "4.4.3",
    functions: &[PAGES, marks::FUNCTIONS, axes::FUNCTIONS, REFUSED],
    code: &[
        ("plots.R", include_str!("plots.R")),
        ("charts.R", include_str!("charts.R")),
        ("legend.R", include_str!("legend.R")),
    ],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
