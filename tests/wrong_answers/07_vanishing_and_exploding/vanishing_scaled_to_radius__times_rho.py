# mistake: W is multiplied by rho without dividing by the radius it has.
# named by: divide|own radius|radius it has|already has|present radius|only if W had the radius 1
import numpy as np


def scaled_to_radius(W, rho):
    return rho * np.array(W)
