import './election.css';

import { start } from '../pages/start.js';
import { ElectionPage } from './ElectionPage.js';

void start(ElectionPage);
