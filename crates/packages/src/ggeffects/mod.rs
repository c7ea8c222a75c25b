//! ggeffects: attached by reports that load it; its functions are refused by name.

use raglan_engine::eval::{Builtin, Package, builtin, fail};

const REFUSED: &[Builtin] = &[
    builtin("collapse_by_group(...)", |_| fail("`collapse_by_group` is not implemented")),
    builtin("data_grid(...)", |_| fail("`data_grid` is not implemented")),
    builtin("get_complete_df(...)", |_| fail("`get_complete_df` is not implemented")),
    builtin("get_legend_labels(...)", |_| fail("`get_legend_labels` is not implemented")),
    builtin("get_legend_title(...)", |_| fail("`get_legend_title` is not implemented")),
    builtin("get_title(...)", |_| fail("`get_title` is not implemented")),
    builtin("get_x_labels(...)", |_| fail("`get_x_labels` is not implemented")),
    builtin("get_x_title(...)", |_| fail("`get_x_title` is not implemented")),
    builtin("get_y_title(...)", |_| fail("`get_y_title` is not implemented")),
    builtin("ggeffect(...)", |_| fail("`ggeffect` is not implemented")),
    builtin("ggemmeans(...)", |_| fail("`ggemmeans` is not implemented")),
    builtin("ggpredict(...)", |_| fail("`ggpredict` is not implemented")),
    builtin("hypothesis_test(...)", |_| fail("`hypothesis_test` is not implemented")),
    builtin("install_latest(...)", |_| fail("`install_latest` is not implemented")),
    builtin("new_data(...)", |_| fail("`new_data` is not implemented")),
    builtin("pool_predictions(...)", |_| fail("`pool_predictions` is not implemented")),
    builtin("pretty_range(...)", |_| fail("`pretty_range` is not implemented")),
    builtin("representative_values(...)", |_| fail("`representative_values` is not implemented")),
    builtin("residualize_over_grid(...)", |_| fail("`residualize_over_grid` is not implemented")),
    builtin("show_pals(...)", |_| fail("`show_pals` is not implemented")),
    builtin("theme_ggeffects(...)", |_| fail("`theme_ggeffects` is not implemented")),
    builtin("values_at(...)", |_| fail("`values_at` is not implemented")),
];

/// The ggeffects package.
pub const PACKAGE: Package = Package {
    name: "ggeffects",
    version: "1.7.2",
    functions: &[REFUSED],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
