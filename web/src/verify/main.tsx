import { start } from '../pages/start.js';
import { VerifyPage } from './VerifyPage.js';

void start(VerifyPage);
