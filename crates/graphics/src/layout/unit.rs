//! Lengths as R's grid writes them.

/// What a number of a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// "points" or "pt", 72.27 to the inch: ggplot2's margins.
    Points,
    /// "bigpts", 72 to the inch: the points of a scene.
    BigPoints,
    /// "mm".
    Millimetres,
    /// "cm".
    Centimetres,
    /// "inches".
    Inches,
    /// "lines": font size times line height.
    Lines,
    /// "char": font size.
    Characters,
    /// "npc": part of what is around.
    Npc,
    /// "null": a share of what is left; without a length of its own.
    Null,
}

impl Unit {
    /// The unit R calls by this name.
    pub fn parse(name: &str) -> Option<Unit> {
        Some(match name {
            "points" | "point" | "pt" | "pts" => Unit::Points,
            "bigpts" => Unit::BigPoints,
            "mm" | "millimetre" | "millimeter" | "millimetres" | "millimeters" => Unit::Millimetres,
            "cm" | "centimetre" | "centimeter" | "centimetres" | "centimeters" => Unit::Centimetres,
            "in" | "inch" | "inches" => Unit::Inches,
            "line" | "lines" => Unit::Lines,
            "char" => Unit::Characters,
            "npc" => Unit::Npc,
            "null" => Unit::Null,
            _ => return None,
        })
    }

    /// R's name of the unit.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Points => "points",
            Unit::BigPoints => "bigpts",
            Unit::Millimetres => "mm",
            Unit::Centimetres => "cm",
            Unit::Inches => "inches",
            Unit::Lines => "lines",
            Unit::Characters => "char",
            Unit::Npc => "npc",
            Unit::Null => "null",
        }
    }
}

/// A number of units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// How many.
    pub value: f64,
    /// Of what.
    pub unit: Unit,
}

/// What relative units are relative to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitContext {
    /// Font size in scene points.
    pub font_size: f64,
    /// Distance of baselines in font sizes.
    pub line_height: f64,
    /// Extent of what is around, in scene points.
    pub extent: f64,
}

impl Length {
    /// A number of units.
    pub const fn new(value: f64, unit: Unit) -> Length {
        Length { value, unit }
    }

    /// The length in points of a scene, 72 to the inch. Shares of what is left have none.
    pub fn points(&self, context: &UnitContext) -> f64 {
        self.value
            * match self.unit {
                Unit::Points => 72.0 / 72.27,
                Unit::BigPoints => 1.0,
                Unit::Millimetres => 72.0 / 25.4,
                Unit::Centimetres => 72.0 / 2.54,
                Unit::Inches => 72.0,
                Unit::Lines => context.font_size * context.line_height,
                Unit::Characters => context.font_size,
                Unit::Npc => context.extent,
                Unit::Null => 0.0,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inches_of_every_unit() {
        let context = UnitContext { font_size: 12.0, line_height: 1.2, extent: 360.0 };
        // convertUnit(unit(2, u), "inches") on a page of 5 inches with R's default font.
        for (name, inches) in [
            ("pt", 2.0 / 72.27),
            ("bigpts", 2.0 / 72.0),
            ("mm", 0.078_740_157_480_315),
            ("cm", 0.787_401_574_803_15),
            ("inch", 2.0),
            ("lines", 0.4),
            ("char", 1.0 / 3.0),
            ("npc", 10.0),
            ("null", 0.0),
        ] {
            let unit = Unit::parse(name).expect(name);
            let ours = Length::new(2.0, unit).points(&context) / 72.0;
            assert!((ours - inches).abs() < 1e-12, "{name} {ours}");
            assert_eq!(Unit::parse(unit.name()), Some(unit));
        }
        assert_eq!(Unit::parse("furlong"), None);
    }
}
