// [data-theme-switch] (a select or radios with light|dark|auto): shown at once, kept when its form is saved.
export function startTheme() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-theme-switch], [data-theme-switch] input")) {
      document.documentElement.dataset.theme = event.target.value;
    }
  });
}
