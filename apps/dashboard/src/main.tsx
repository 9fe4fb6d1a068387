import { options, render } from 'preact';
import { Page } from './page.js';
import './styles/tokens.css';
import './styles/page.css';
import './styles/devices.css';
import './styles/alerts.css';

// However fast events arrive, the page is drawn ten times a second at most, and not at all while nobody sees it.
const SHORTEST_REST_MS = 100;
options.debounceRendering = (draw) => setTimeout(requestAnimationFrame, SHORTEST_REST_MS, draw);

const place = document.querySelector('#page');
if (place === null) throw new Error('index.html has no place for the page');
render(<Page />, place);
