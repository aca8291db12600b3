// The colour scheme a reader chose, before anything is drawn; without a choice the system's.
"use strict";
try {
  const scheme = localStorage.getItem("scheme");
  if (scheme === "dark" || scheme === "light") document.documentElement.dataset.scheme = scheme;
} catch { /* a browser that keeps nothing */ }
