//! Prints the API's specification.

use backend::web::api;

/// Prints it as `openapi/openapi.json` holds it.
pub fn print() -> anyhow::Result<()> {
    println!("{}", api::api().split_for_parts().1.to_pretty_json()?);
    Ok(())
}
