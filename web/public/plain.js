// A browser that knows no modules will never start the page: the plain words at once.
document.getElementById('opening').className = 'gone';
document.getElementById('page').className = 'gone';
document.getElementById('plain').className = 'plain now';
