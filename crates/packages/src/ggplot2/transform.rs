//! Changes of numbers that scales make before anything is computed.

/// A change of numbers before anything is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transform {
    /// None.
    Identity,
    /// Logarithm to a base.
    Log(f64),
    /// Natural logarithm of one more.
    Log1p,
    /// Square root.
    Sqrt,
    /// The other way round.
    Reverse,
    /// One over it.
    Reciprocal,
    /// Exponential function.
    Exp,
    /// Log-odds.
    Logit,
    /// Days, that are marked by the calendar.
    Date,
    /// Seconds, that are marked by the calendar and the clock.
    Time,
}

impl Transform {
    /// The transformation ggplot2 calls by this name.
    pub fn parse(name: &str) -> Option<Transform> {
        Some(match name {
            "identity" => Transform::Identity,
            "log10" | "log-10" => Transform::Log(10.0),
            "log2" | "log-2" => Transform::Log(2.0),
            "log" | "ln" => Transform::Log(std::f64::consts::E),
            "log1p" => Transform::Log1p,
            "sqrt" => Transform::Sqrt,
            "reverse" => Transform::Reverse,
            "reciprocal" => Transform::Reciprocal,
            "exp" => Transform::Exp,
            "logit" => Transform::Logit,
            "date" => Transform::Date,
            "time" => Transform::Time,
            _ => return None,
        })
    }

    /// There.
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Transform::Identity | Transform::Date | Transform::Time => x,
            Transform::Log(10.0) => x.log10(),
            Transform::Log(2.0) => x.log2(),
            Transform::Log(base) => x.ln() / base.ln(),
            Transform::Log1p => x.ln_1p(),
            Transform::Sqrt => x.sqrt(),
            Transform::Reverse => -x,
            Transform::Reciprocal => 1.0 / x,
            Transform::Exp => x.exp(),
            Transform::Logit => (x / (1.0 - x)).ln(),
        }
    }

    /// And back.
    pub fn invert(self, x: f64) -> f64 {
        match self {
            Transform::Identity | Transform::Date | Transform::Time => x,
            Transform::Log(base) => base.powf(x),
            Transform::Log1p => x.exp_m1(),
            Transform::Sqrt => x * x,
            Transform::Reverse => -x,
            Transform::Reciprocal => 1.0 / x,
            Transform::Exp => x.ln(),
            Transform::Logit => 1.0 / (1.0 + (-x).exp()),
        }
    }

    /// What warnings call it.
    pub fn name(self) -> String {
        match self {
            Transform::Identity => "identity".into(),
            Transform::Log(10.0) => "log-10".into(),
            Transform::Log(2.0) => "log-2".into(),
            Transform::Log(_) => "log".into(),
            Transform::Log1p => "log1p".into(),
            Transform::Sqrt => "sqrt".into(),
            Transform::Reverse => "reverse".into(),
            Transform::Reciprocal => "reciprocal".into(),
            Transform::Exp => "exp".into(),
            Transform::Logit => "logit".into(),
            Transform::Date => "date".into(),
            Transform::Time => "time".into(),
        }
    }
}
