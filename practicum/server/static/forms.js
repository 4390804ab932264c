// A form that stood open while the login was renewed is sent all the same.
import { renewToken } from "./server_requests.js";

document.addEventListener("submit", (e) => renewToken(e.target));
