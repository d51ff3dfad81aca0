// Runs before the first paint: the look chosen on this device (written by src/theme.rs and src/i18n.rs).
(() => {
  const stored = (key) => {
    try { return JSON.parse(localStorage.getItem(`switchboard.${key}`)); } catch { return null; }
  };
  const root = document.documentElement;
  const theme = stored("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const locale = stored("locale");
  if (locale) root.lang = locale;
})();
