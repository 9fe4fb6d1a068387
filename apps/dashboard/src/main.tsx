import { options, render } from 'preact';
import { Page } from './page.js';
import './styles/tokens.css';
import './styles/page.css';
import './styles/devices.css';
import './styles/alerts.css';

// However fast events arrive, the page is drawn once a frame, and not at all while nobody sees it.
options.debounceRendering = requestAnimationFrame;

const place = document.querySelector('#page');
if (place === null) throw new Error('index.html has no place for the page');
render(<Page />, place);
