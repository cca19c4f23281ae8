/** What every page carries: the styles, htmx for links and forms that ask for it, and charts drawn from tables. */
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/parts.css";
import "./styles/chart.css";

import "htmx.org";

import { drawCharts } from "./chart/chart.ts";

drawCharts(document);
document.addEventListener("htmx:after:swap", () => drawCharts(document));
