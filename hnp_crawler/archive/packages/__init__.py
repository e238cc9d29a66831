"""Hand a collection on as one package: WACZ, BagIt."""
